//! Every byte on the wire and in a record batch.
