//! The script of a race page, read without ever running it.
//!
//! `token` cuts the text up, `string` and `number` read what a token spells, `literal` builds values, `statement`
//! follows the few statements that LiveRC writes, `variable` keeps what they assign.
pub mod fault;
pub mod literal;
mod number;
pub mod statement;
#[cfg(test)]
mod statement_tests;
mod string;
mod token;
mod variable;
