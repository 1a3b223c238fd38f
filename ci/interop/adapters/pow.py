"""The adapter of Python's integers: what an application computes with pow, and no library."""

import base64
import hashlib
import hmac
import json
import re
import sys
import time

g, N = 2, int(  # RFC 3526 section 5
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b302b0a6df25f1437"
    "4fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf05"
    "98da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b"
    "e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aaac42dad33170d04507a33"
    "a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864"
    "d87602733ec86a64521f2b18177b200cbbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff", 16)


def integer(text):
    if not re.fullmatch("[0-9a-fA-F]+", text):
        raise ValueError("not a hexadecimal integer")
    return int(text, 16)


def pad(n):
    return n.to_bytes(n.bit_length() // 8 + 1, "big")


def H(data):
    return hashlib.sha256(data).digest()


def number(data):
    return int.from_bytes(data, "big")


def private_key(salt, name, secret):
    return number(H(pad(salt) + H(f"{name}:{secret}".encode())))


def proof(given, name, secret):
    a, B, salt = (integer(given[member]) for member in ("a", "B", "salt"))
    block = base64.b64decode(given["secretBlock"], validate=True)
    if B % N == 0:
        raise ValueError("B is 0 mod N")
    k = number(H(pad(N) + pad(g)))
    u = number(H(pad(pow(g, a, N)) + pad(B)))
    x = private_key(salt, name, secret)
    S = pow(B - k * pow(g, x, N), a + u * x, N)
    K = hmac.digest(hmac.digest(pad(u), pad(S), "sha256"), b"Caldera Derived Key\x01", "sha256")[:16]
    signature = hmac.digest(K, name.encode() + block + given["timestamp"].encode(), "sha256")
    return {"signature": base64.b64encode(signature).decode()}


def device_verifier(given):
    salt = integer("0" + given["salt"])  # there may be no byte at all
    v = pow(g, private_key(salt, given["deviceGroupKey"] + given["deviceKey"], given["deviceSecret"]), N)
    return {field: base64.b64encode(pad(n)).decode() for field, n in (("Salt", salt), ("PasswordVerifier", v))}


OPERATIONS = {
    "ping": lambda given: {},
    "client_public": lambda given: {"A": format(pow(g, integer(given["a"]), N), "x")},
    "user_proof": lambda given: proof(given, given["poolId"].split("_", 1)[-1] + given["userId"], given["password"]),
    "device_proof": lambda given: proof(given, given["deviceGroupKey"] + given["deviceKey"], given["deviceSecret"]),
    "device_verifier": device_verifier,
}

for line in sys.stdin:
    request = json.loads(line)
    answer = {"error": "unsupported"}
    if request["op"] in OPERATIONS:
        try:
            start = time.perf_counter_ns()
            output = OPERATIONS[request["op"]](request["input"])
            answer = {"output": output, "ns": time.perf_counter_ns() - start}
        except ValueError as refusal:
            answer = {"error": "rejected", "reason": str(refusal)}
    print(json.dumps({"id": request["id"], **answer}), flush=True)
