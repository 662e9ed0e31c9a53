//! The checks over what is stored, and the decisions that settle them.
