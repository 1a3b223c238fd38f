//! The formulas of a client.

use num_bigint::BigUint;

use crate::bytes::{hash, hmac, integer, pad};

/// N of RFC 3526 §5.
const MODULUS: &[u8] = b"\
ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f\
83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b\
e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510\
15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7\
abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c\
bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";

pub struct Group {
    n: BigUint,
    g: BigUint,
    k: BigUint,
}

/// Who signs in: a pool's name and its user, or a device group and its device.
pub struct Identity<'a> {
    pub group: &'a [u8],
    pub name: &'a [u8],
    pub secret: &'a [u8],
}

impl Group {
    pub fn new() -> Self {
        let n = BigUint::parse_bytes(MODULUS, 16).expect("N is hexadecimal");
        let g = BigUint::from(2u8);
        let k = integer(&hash(&[&pad(&n), &pad(&g)]));
        Group { n, g, k }
    }

    pub fn power_of_g(&self, exponent: &BigUint) -> BigUint {
        self.g.modpow(exponent, &self.n)
    }

    /// HKDF of S = (B - k g^x)^(a + u x) mod N, with u for its salt.
    pub fn session_key(
        &self,
        a: &BigUint,
        b: &BigUint,
        salt: &BigUint,
        who: &Identity,
    ) -> Result<Vec<u8>, &'static str> {
        if b % &self.n == BigUint::default() {
            return Err("B is 0 mod N");
        }
        let u = integer(&hash(&[&pad(&self.power_of_g(a)), &pad(b)]));
        let x = private_key(salt, who);
        let base = b + &self.n * &self.n - &self.k * self.power_of_g(&x);
        let s = base.modpow(&(a + &u * x), &self.n);
        let extracted = hmac(&pad(&u), &[&pad(&s)]);
        Ok(hmac(&extracted, &[b"Caldera Derived Key\x01"])[..16].to_vec())
    }
}

/// x = H(pad(salt) | H(group | name | ":" | secret))
pub fn private_key(salt: &BigUint, who: &Identity) -> BigUint {
    let inner = hash(&[who.group, who.name, b":", who.secret]);
    integer(&hash(&[&pad(salt), &inner]))
}

pub fn signature(key: &[u8], who: &Identity, block: &[u8], timestamp: &str) -> Vec<u8> {
    hmac(key, &[who.group, who.name, block, timestamp.as_bytes()])
}
