//! Replaying captures: read, recognise, parse, validate, plan, apply, report.

pub mod settle;
