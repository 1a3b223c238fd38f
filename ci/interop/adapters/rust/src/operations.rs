//! The operations of the protocol, each from its input to its output.

use std::error::Error;

use num_bigint::BigUint;
use serde_json::{json, Value};

use crate::bytes::pad;
use crate::formulas::{private_key, signature, Group, Identity};

type Answer = Result<Option<Value>, Box<dyn Error>>;

/// The output, None where there is no such operation.
pub fn compute(group: &Group, op: &Value, input: &Value) -> Answer {
    match op.as_str() {
        Some("ping") => Ok(Some(json!({}))),
        Some("client_public") => {
            let a = integer(text(input, "a"))?;
            Ok(Some(json!({"A": group.power_of_g(&a).to_str_radix(16)})))
        }
        Some("user_proof") => proof(group, input, &user(input)),
        Some("device_proof") => proof(group, input, &device(input)),
        Some("device_verifier") => device_verifier(group, input),
        _ => Ok(None),
    }
}

fn proof(group: &Group, input: &Value, who: &Identity) -> Answer {
    let (a, b) = (integer(text(input, "a"))?, integer(text(input, "B"))?);
    let salt = integer(text(input, "salt"))?;
    let block = base64::decode(text(input, "secretBlock"))?;
    let key = group.session_key(&a, &b, &salt, who)?;
    let made = signature(&key, who, &block, text(input, "timestamp"));
    Ok(Some(json!({"signature": base64::encode(made)})))
}

fn device_verifier(group: &Group, input: &Value) -> Answer {
    let salt = integer(&format!("0{}", text(input, "salt")))?; // there may be no byte at all
    let v = group.power_of_g(&private_key(&salt, &device(input)));
    let (salt, verifier) = (base64::encode(pad(&salt)), base64::encode(pad(&v)));
    Ok(Some(json!({"Salt": salt, "PasswordVerifier": verifier})))
}

fn user(input: &Value) -> Identity<'_> {
    let pool = text(input, "poolId");
    Identity {
        group: pool
            .split_once('_')
            .map_or(pool, |(_, name)| name)
            .as_bytes(),
        name: text(input, "userId").as_bytes(),
        secret: text(input, "password").as_bytes(),
    }
}

fn device(input: &Value) -> Identity<'_> {
    Identity {
        group: text(input, "deviceGroupKey").as_bytes(),
        name: text(input, "deviceKey").as_bytes(),
        secret: text(input, "deviceSecret").as_bytes(),
    }
}

fn text<'a>(input: &'a Value, name: &str) -> &'a str {
    input[name].as_str().unwrap_or_default()
}

fn integer(digits: &str) -> Result<BigUint, Box<dyn Error>> {
    if digits.is_empty() || !digits.bytes().all(|c| c.is_ascii_hexdigit()) {
        return Err("not a hexadecimal integer".into());
    }
    BigUint::parse_bytes(digits.as_bytes(), 16).ok_or_else(|| "not an integer".into())
}
