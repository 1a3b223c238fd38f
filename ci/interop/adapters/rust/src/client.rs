//! The formulas of a client. A name begins with that of the pool, or with the device group.

use hmac::{Hmac, Mac};
use num_bigint::{BigInt, BigUint};
use sha2::{Digest, Sha256};

/// N of RFC 3526 §5.
const MODULUS: &[u8] = b"\
ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437\
4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05\
98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b\
e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33\
a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864\
d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";

pub struct Client {
    n: BigUint,
    g: BigUint,
    k: BigUint,
}

impl Client {
    pub fn new() -> Self {
        let n = BigUint::parse_bytes(MODULUS, 16).expect("N is hexadecimal");
        let g = BigUint::from(2u8);
        let k = number(&hash(&[&pad(&n), &pad(&g)]));
        Client { n, g, k }
    }

    /// g^exponent mod N
    pub fn power(&self, exponent: &BigUint) -> BigUint {
        self.g.modpow(exponent, &self.n)
    }

    /// HKDF of S = (B - k g^x)^(a + u x) mod N, with u for its salt.
    pub fn session_key(&self, a: &BigUint, b: &BigUint, x: &BigUint) -> Result<Vec<u8>, String> {
        if b % &self.n == BigUint::default() {
            return Err("B is 0 mod N".into());
        }
        let u = number(&hash(&[&pad(&self.power(a)), &pad(b)]));
        let base = b + &self.n * &self.n - &self.k * self.power(x);
        let s = base.modpow(&(a + &u * x), &self.n);
        let extracted = hmac(&pad(&u), &[&pad(&s)]);
        Ok(hmac(&extracted, &[b"Caldera Derived Key\x01"])[..16].to_vec())
    }
}

/// x = H(pad(salt) | H(name | ":" | secret))
pub fn private_key(salt: &BigUint, name: &str, secret: &str) -> BigUint {
    let inner = hash(&[name.as_bytes(), b":", secret.as_bytes()]);
    number(&hash(&[&pad(salt), &inner]))
}

pub fn signature(key: &[u8], name: &str, block: &[u8], timestamp: &str) -> Vec<u8> {
    hmac(key, &[name.as_bytes(), block, timestamp.as_bytes()])
}

/// Minimal two's complement, big-endian.
pub fn pad(n: &BigUint) -> Vec<u8> {
    BigInt::from(n.clone()).to_signed_bytes_be()
}

fn number(bytes: &[u8]) -> BigUint {
    BigUint::from_bytes_be(bytes)
}

fn hash(parts: &[&[u8]]) -> Vec<u8> {
    Sha256::digest(parts.concat()).to_vec()
}

fn hmac(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(&parts.concat());
    mac.finalize().into_bytes().to_vec()
}
