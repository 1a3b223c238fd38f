"""Deterministic inputs: what looks random in the vectors is SHA-256 of a label and a counter."""

import formulas as f


def stream(label, size):
    """`size` bytes that depend on the label alone."""
    out = b""
    counter = 0
    while len(out) < size:
        out += f.H(f"cogbench vectors:{label}:{counter}".encode())
        counter += 1
    return out[:size]


def number(label, bits):
    """An integer of exactly `bits` bits."""
    n = f.integer(stream(label, (bits + 7) // 8)) & ((1 << bits) - 1)
    return n | 1 << (bits - 1)


USER = {
    "poolId": "us-east-1_Pj8nlkpKR",
    "userId": "a2c2e290-6d0f-4a08-a5ca-f0162935f3a6",
    "password": "Correct-Horse7!",
}
DEVICE = {
    "deviceGroupKey": "-FDRunwQv",
    "deviceKey": "us-east-1_627477ae-3631-4248-bed9-d2e934100372",
    "deviceSecret": f.b64(stream("device secret", 40)),
}
LEGS = {"user": USER, "device": DEVICE}
STAMP = "Tue Sep 25 00:09:40 UTC 2018"

A0 = number("a", 256)
b0, V0 = number("b", 256), f.verifier(number("x", 256))
B0 = f.server_public(b0, V0)
SALT0 = stream("salt", 16)
BLOCK0 = stream("secret block", 48)
