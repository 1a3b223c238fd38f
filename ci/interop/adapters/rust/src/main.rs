//! The adapter of num-bigint, with which Rust's SRP crates compute.

use std::error::Error;
use std::io::{stdin, stdout, BufRead, Write};
use std::time::Instant;

use hmac::{Hmac, Mac};
use num_bigint::{BigInt, BigUint};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};

/// RFC 3526 §5.
const MODULUS: &[u8] = b"\
ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f\
83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b\
e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510\
15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7\
abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c\
bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";

type Answer = Result<Option<Value>, Box<dyn Error>>;

struct Group {
    n: BigUint,
    g: BigUint,
    k: BigUint,
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

/// Minimal two's complement, big-endian.
fn pad(n: &BigUint) -> Vec<u8> {
    BigInt::from(n.clone()).to_signed_bytes_be()
}

fn hash(parts: &[&[u8]]) -> Vec<u8> {
    Sha256::digest(parts.concat()).to_vec()
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(&parts.concat());
    mac.finalize().into_bytes().to_vec()
}

/// x = H(pad(salt) | H(group | name | ":" | secret))
fn private_key(salt: &BigUint, group: &str, name: &str, secret: &str) -> BigUint {
    let inner = hash(&[group.as_bytes(), name.as_bytes(), b":", secret.as_bytes()]);
    BigUint::from_bytes_be(&hash(&[&pad(salt), &inner]))
}

impl Group {
    fn new() -> Self {
        let n = BigUint::parse_bytes(MODULUS, 16).expect("N is hexadecimal");
        let g = BigUint::from(2u8);
        let k = BigUint::from_bytes_be(&hash(&[&pad(&n), &pad(&g)]));
        Group { n, g, k }
    }

    fn power_of_g(&self, exponent: &BigUint) -> BigUint {
        self.g.modpow(exponent, &self.n)
    }

    fn proof(&self, input: &Value, group: &str, name: &str, secret: &str) -> Answer {
        let (a, b) = (integer(text(input, "a"))?, integer(text(input, "B"))?);
        let block = base64::decode(text(input, "secretBlock"))?;
        if &b % &self.n == BigUint::default() {
            return Err("B is 0 mod N".into());
        }
        let u = BigUint::from_bytes_be(&hash(&[&pad(&self.power_of_g(&a)), &pad(&b)]));
        let x = private_key(&integer(text(input, "salt"))?, group, name, secret);
        let base = &b + &self.n * &self.n - &self.k * self.power_of_g(&x);
        let s = base.modpow(&(a + &u * x), &self.n);
        let key = hmac(&hmac(&pad(&u), &[&pad(&s)]), &[b"Caldera Derived Key\x01"]);
        let message: [&[u8]; 4] = [
            group.as_bytes(),
            name.as_bytes(),
            &block,
            text(input, "timestamp").as_bytes(),
        ];
        Ok(Some(
            json!({"signature": base64::encode(hmac(&key[..16], &message))}),
        ))
    }

    fn device_verifier(&self, input: &Value) -> Answer {
        let salt = integer(&format!("0{}", text(input, "salt")))?;
        let [group, key, secret] =
            ["deviceGroupKey", "deviceKey", "deviceSecret"].map(|name| text(input, name));
        let v = self.power_of_g(&private_key(&salt, group, key, secret));
        Ok(Some(
            json!({"Salt": base64::encode(pad(&salt)), "PasswordVerifier": base64::encode(pad(&v))}),
        ))
    }

    /// The output, None where the operation is not supported.
    fn compute(&self, op: &str, input: &Value) -> Answer {
        match op {
            "ping" => Ok(Some(json!({}))),
            "client_public" => Ok(Some(
                json!({"A": self.power_of_g(&integer(text(input, "a"))?).to_str_radix(16)}),
            )),
            "user_proof" => {
                let pool = text(input, "poolId");
                let name = pool.split_once('_').map_or(pool, |(_, name)| name);
                self.proof(input, name, text(input, "userId"), text(input, "password"))
            }
            "device_proof" => {
                let [group, key, secret] =
                    ["deviceGroupKey", "deviceKey", "deviceSecret"].map(|name| text(input, name));
                self.proof(input, group, key, secret)
            }
            "device_verifier" => self.device_verifier(input),
            _ => Ok(None),
        }
    }

    fn answer(&self, request: &Value) -> Value {
        let start = Instant::now();
        let answer = self.compute(text(request, "op"), &request["input"]);
        let took = start.elapsed().as_nanos() as u64;
        match answer {
            Ok(Some(output)) => json!({"id": request["id"], "output": output, "ns": took}),
            Ok(None) => json!({"id": request["id"], "error": "unsupported"}),
            Err(refusal) => {
                json!({"id": request["id"], "error": "rejected", "reason": refusal.to_string()})
            }
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let group = Group::new();
    for line in stdin().lock().lines() {
        writeln!(stdout(), "{}", group.answer(&serde_json::from_str(&line?)?))?;
        stdout().flush()?;
    }
    Ok(())
}
