//! Tests of finding and booking: each rule as a sentence, and the same answers as plain counting, whatever is asked.

mod alternatives;
mod change;
mod clocks;
mod facts;
mod hours;
mod judge;
mod leaves;
mod oracle;
mod person;
mod plain;
mod pool;
mod quota;
mod series;
mod starts;
mod support;
mod wish;
mod worlds;
