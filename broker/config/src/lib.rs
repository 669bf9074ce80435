//! The broker's, topics' and groups' settings: one declared table.
