//! Replaying captures: read, recognise, parse, validate, plan, apply, report.
