//! The adapter of num-bigint, with which Rust's SRP crates compute. The formulas are in client.rs.

mod client;

use std::error::Error;
use std::io::{stdin, stdout, BufRead, Write};
use std::time::Instant;

use client::{pad, private_key, signature, Client};
use num_bigint::BigUint;
use serde_json::{json, Value};

fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new();
    for line in stdin().lock().lines() {
        let answer = answer(&client, &serde_json::from_str(&line?)?);
        writeln!(stdout(), "{answer}")?;
        stdout().flush()?;
    }
    Ok(())
}

fn answer(client: &Client, request: &Value) -> Value {
    let id = &request["id"];
    let start = Instant::now();
    let result = compute(client, &request["op"], &request["input"]);
    let took = start.elapsed().as_nanos() as u64;
    match result {
        Ok(Some(output)) => json!({"id": id, "output": output, "ns": took}),
        Ok(None) => json!({"id": id, "error": "unsupported"}),
        Err(refusal) => json!({"id": id, "error": "rejected", "reason": refusal.to_string()}),
    }
}

/// The output, None where there is no such operation.
fn compute(client: &Client, op: &Value, input: &Value) -> Result<Option<Value>, Box<dyn Error>> {
    let text = |member: &str| input[member].as_str().unwrap_or_default();
    // A user has no members of a device, and a device none of a user.
    let pool = text("poolId");
    let pool = pool.split_once('_').map_or(pool, |(_, name)| name);
    let (user, device) = (text("userId"), text("deviceKey"));
    let name = format!("{pool}{user}{}{device}", text("deviceGroupKey"));
    let secret = [text("password"), text("deviceSecret")].concat();
    Ok(Some(match op.as_str().unwrap_or_default() {
        "ping" => json!({}),
        "client_public" => json!({"A": client.power(&integer(text("a"))?).to_str_radix(16)}),
        "user_proof" | "device_proof" => {
            let block = base64::decode(text("secretBlock"))?;
            let x = private_key(&integer(text("salt"))?, &name, &secret);
            let key = client.session_key(&integer(text("a"))?, &integer(text("B"))?, &x)?;
            let signature = signature(&key, &name, &block, text("timestamp"));
            json!({"signature": base64::encode(signature)})
        }
        "device_verifier" => {
            let salt = integer(&format!("0{}", text("salt")))?; // there may be no byte at all
            let v = client.power(&private_key(&salt, &name, &secret));
            json!({"Salt": base64::encode(pad(&salt)), "PasswordVerifier": base64::encode(pad(&v))})
        }
        _ => return Ok(None),
    }))
}

fn integer(text: &str) -> Result<BigUint, &'static str> {
    if !text.bytes().all(|c| c.is_ascii_hexdigit()) {
        return Err("not a hexadecimal integer"); // parse_bytes takes signs and underscores
    }
    BigUint::parse_bytes(text.as_bytes(), 16).ok_or("not a hexadecimal integer")
}
