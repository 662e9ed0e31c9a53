//! Read models: what the reading verbs print.
