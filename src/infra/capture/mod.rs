//! Paths become captures, payload bytes become domain records.
