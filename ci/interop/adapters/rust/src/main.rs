//! The adapter of num-bigint, with which Rust's SRP crates compute.

mod bytes;
mod formulas;
mod operations;

use std::error::Error;
use std::io::{stdin, stdout, BufRead, Write};
use std::time::Instant;

use formulas::Group;
use serde_json::{json, Value};

fn main() -> Result<(), Box<dyn Error>> {
    let group = Group::new();
    for line in stdin().lock().lines() {
        writeln!(
            stdout(),
            "{}",
            answer(&group, &serde_json::from_str(&line?)?)
        )?;
        stdout().flush()?;
    }
    Ok(())
}

fn answer(group: &Group, request: &Value) -> Value {
    let id = &request["id"];
    let start = Instant::now();
    let result = operations::compute(group, &request["op"], &request["input"]);
    let took = start.elapsed().as_nanos() as u64;
    match result {
        Ok(Some(output)) => json!({"id": id, "output": output, "ns": took}),
        Ok(None) => json!({"id": id, "error": "unsupported"}),
        Err(refusal) => json!({"id": id, "error": "rejected", "reason": refusal.to_string()}),
    }
}
