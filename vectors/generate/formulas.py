"""The protocol's numbers, straight from the formulas, on the standard library alone.

This is the generator's second implementation: it shares no code with the Go
package srp, nor with the JavaScript package that it is compared with.

Values are named as the protocol names them. Integers are int, bytes are bytes,
and a `who` is an identity: a (group, name, secret) of text.
"""

import base64
import hashlib
import hmac
import re
import time

# RFC 3526 §5, group 15: N = 2^3072 − 2^3008 − 1 + 2^64·(⌊2^2942·π⌋ + 1690314).
N = int(
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74"
    "020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437"
    "4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed"
    "ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05"
    "98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb"
    "9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b"
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718"
    "3995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33"
    "a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7"
    "abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864"
    "d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e2"
    "08e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff",
    16,
)
G = 2
INFO = b"Caldera Derived Key"


class Rejected(Exception):
    """What an implementation has to refuse."""


def H(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def integer(data):
    return int.from_bytes(data, "big")


def mac(key, *parts):
    return hmac.new(key, b"".join(parts), hashlib.sha256).digest()


def utf8(text):
    return text.encode("utf-8")


def pad(n):
    """Minimal two's complement, as Java's BigInteger.toByteArray."""
    size = (n if n >= 0 else ~n).bit_length() // 8 + 1
    return n.to_bytes(size, "big", signed=True)


def parse_integer(text):
    """A hexadecimal integer as the wire carries it: no sign, any case, any leading zeros."""
    if not re.fullmatch(r"[0-9a-fA-F]+", text):
        raise Rejected("not a hexadecimal integer")
    return int(text, 16)


def parse_bytes(text):
    if not re.fullmatch(r"([0-9a-fA-F]{2})*", text):
        raise Rejected("not the hexadecimal form of bytes")
    return bytes.fromhex(text)


def parse_base64(text):
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise Rejected("not base64") from None


def b64(data):
    return base64.b64encode(data).decode()


k = integer(H(pad(N), pad(G)))


def pool_name(pool_id):
    return pool_id.split("_", 1)[1] if "_" in pool_id else pool_id


def inner_hash(who):
    group, name, secret = who
    return H(utf8(group), utf8(name), b":", utf8(secret))


def private_key(who, salt):
    return integer(H(pad(salt), inner_hash(who)))


def public_value(a):
    return pow(G, a, N)


def verifier(x):
    return pow(G, x, N)


def server_public(b, v):
    return (k * v + pow(G, b, N)) % N


def scrambling(A, B):
    return integer(H(pad(A), pad(B)))


def client_premaster(a, B, x, u):
    return pow((B - k * pow(G, x, N)) % N, a + u * x, N)


def server_premaster(A, v, u, b):
    return pow(A * pow(v, u, N) % N, b, N)


def session_key(S, u):
    prk = mac(pad(u), pad(S))
    return mac(prk, INFO + b"\x01")[:16]


def signature(key, group, name, secret_block, timestamp):
    return mac(key, utf8(group), utf8(name), secret_block, utf8(timestamp))


def secret_hash(username, client_id, client_secret):
    return mac(utf8(client_secret), utf8(username), utf8(client_id))


def timestamp(unix_seconds):
    t = time.gmtime(unix_seconds)
    day = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[t.tm_wday]
    month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[t.tm_mon - 1]
    clock = f"{t.tm_hour:02}:{t.tm_min:02}:{t.tm_sec:02}"
    return f"{day} {month} {t.tm_mday} {clock} UTC {t.tm_year}"
