//! Start and stop of a node, and what runs on the side. The only place that knows every part.

mod settings;
