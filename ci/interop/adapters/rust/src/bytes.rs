//! Integers as bytes, and the hashes over them.

use hmac::{Hmac, Mac};
use num_bigint::{BigInt, BigUint};
use sha2::{Digest, Sha256};

/// Minimal two's complement, big-endian.
pub fn pad(n: &BigUint) -> Vec<u8> {
    BigInt::from(n.clone()).to_signed_bytes_be()
}

pub fn integer(bytes: &[u8]) -> BigUint {
    BigUint::from_bytes_be(bytes)
}

pub fn hash(parts: &[&[u8]]) -> Vec<u8> {
    Sha256::digest(parts.concat()).to_vec()
}

pub fn hmac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(&parts.concat());
    mac.finalize().into_bytes().to_vec()
}
