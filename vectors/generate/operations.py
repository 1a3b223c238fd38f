"""The adapter operations of `cogbench vectors`, answered from formulas.py.

answer(op, input) gives the output as the adapter protocol writes it, or raises
Rejected. trace(op, input) gives the named intermediate values of the same
computation, from which the edge flags are derived.
"""

import formulas as f
from formulas import Rejected


def hexadecimal(n):
    return format(n, "x")


def identity(given):
    """The (group, name, secret) of a user's or a device's input."""
    if "deviceKey" in given:
        return given["deviceGroupKey"], given["deviceKey"], given["deviceSecret"]
    return f.pool_name(given["poolId"]), given["userId"], given["password"]


def nonzero(value, name):
    if value % f.N == 0:
        raise Rejected(f"{name} is 0 mod N")
    return value


def exchange(given):
    """Every value of a client's exchange up to S."""
    values = {}
    values["B"] = nonzero(f.parse_integer(given["B"]), "B")
    values["salt"] = f.parse_integer(given["salt"])
    values["a"] = f.parse_integer(given["a"])
    values["A"] = f.parse_integer(given["A"]) if "A" in given else f.public_value(values["a"])
    values["x"] = f.private_key(identity(given), values["salt"])
    values["v"] = f.verifier(values["x"])
    values["u"] = f.scrambling(values["A"], values["B"])
    values["S"] = f.client_premaster(values["a"], values["B"], values["x"], values["u"])
    return values


def proof(given):
    block = f.parse_base64(given["secretBlock"])
    values = exchange(given)
    group, name, _ = identity(given)
    values["K"] = f.session_key(values["S"], values["u"])
    values["signature"] = f.signature(values["K"], group, name, block, given["timestamp"])
    return values


def registration(given):
    values = {"saltBytes": f.parse_bytes(given["salt"])}
    values["salt"] = f.integer(values["saltBytes"])
    values["x"] = f.private_key(identity(given), values["salt"])
    values["v"] = f.verifier(values["x"])
    return values


def key_of_identity(given):
    values = {"salt": f.parse_integer(given["salt"])}
    values["x"] = f.private_key(identity(given), values["salt"])
    values["v"] = f.verifier(values["x"])
    return values


def server_premaster(given):
    values = {"A": nonzero(f.parse_integer(given["A"]), "A")}
    values["b"], values["v"] = f.parse_integer(given["b"]), f.parse_integer(given["v"])
    values["B"] = f.server_public(values["b"], values["v"])
    values["u"] = f.scrambling(values["A"], values["B"])
    values["S"] = f.server_premaster(values["A"], values["v"], values["u"], values["b"])
    return values


def registered(given):
    """What a service reads from ConfirmDevice: two integers that must not be negative."""
    values = {}
    for field, name in (("Salt", "salt"), ("PasswordVerifier", "v")):
        data = f.parse_base64(given[field])
        if not data:
            raise Rejected(f"{field} is empty")
        value = int.from_bytes(data, "big", signed=True)
        if value < 0:
            raise Rejected(f"{field} is negative")
        values[name] = value
    return values


def scrambling(given):
    A = nonzero(f.parse_integer(given["A"]), "A")
    B = nonzero(f.parse_integer(given["B"]), "B")
    return {"A": A, "B": B, "u": f.scrambling(A, B)}


def session_key(given):
    S, u = f.parse_integer(given["S"]), f.parse_integer(given["u"])
    return {"S": S, "u": u, "K": f.session_key(S, u)}


def signature(given):
    group, name, _ = identity({"password": "", "deviceSecret": "", **given})
    block = f.parse_base64(given["secretBlock"])
    key = f.parse_base64(given["key"])
    return {"K": key, "signature": f.signature(key, group, name, block, given["timestamp"])}


def client_public(given):
    a = f.parse_integer(given["a"])
    return {"a": a, "A": f.public_value(a)}


def server_public(given):
    b, v = f.parse_integer(given["b"]), f.parse_integer(given["v"])
    return {"b": b, "v": v, "B": f.server_public(b, v)}


def padded(given):
    n = given["n"]
    value = -f.parse_integer(n[1:]) if n.startswith("-") else f.parse_integer(n)
    return {"n": value, "hex": f.pad(value)}


def hashed(given):
    return {"hash": f.inner_hash(identity(given))}


def secret_hash(given):
    return {"hash": f.secret_hash(given["username"], given["clientId"], given["clientSecret"])}


def timestamp(given):
    return {"timestamp": f.timestamp(given["unixSeconds"])}


# op: (computation, {output field: (value's name, how it is written)})
OPERATIONS = {
    "client_public": (client_public, {"A": ("A", hexadecimal)}),
    "user_proof": (proof, {"signature": ("signature", f.b64)}),
    "device_proof": (proof, {"signature": ("signature", f.b64)}),
    "device_verifier": (
        registration,
        {
            "Salt": ("salt", lambda n: f.b64(f.pad(n))),
            "PasswordVerifier": ("v", lambda n: f.b64(f.pad(n))),
        },
    ),
    "pad": (padded, {"hex": ("hex", bytes.hex)}),
    "multiplier": (lambda _: {"k": f.k}, {"k": ("k", hexadecimal)}),
    "scrambling": (scrambling, {"u": ("u", hexadecimal)}),
    "inner_hash": (hashed, {"hash": ("hash", f.b64)}),
    "private_key": (key_of_identity, {"x": ("x", hexadecimal)}),
    "verifier": (key_of_identity, {"v": ("v", hexadecimal)}),
    "server_public": (server_public, {"B": ("B", hexadecimal)}),
    "premaster": (exchange, {"S": ("S", hexadecimal)}),
    "server_premaster": (server_premaster, {"S": ("S", hexadecimal)}),
    "session_key": (session_key, {"K": ("K", f.b64)}),
    "signature": (signature, {"signature": ("signature", f.b64)}),
    "resumed_proof": (proof, {"signature": ("signature", f.b64)}),
    "registered": (registered, {"salt": ("salt", hexadecimal), "v": ("v", hexadecimal)}),
    "secret_hash": (secret_hash, {"hash": ("hash", f.b64)}),
    "timestamp": (timestamp, {"timestamp": ("timestamp", str)}),
}


def trace(op, given):
    return OPERATIONS[op][0](given)


def written(op, values):
    return {field: write(values[name]) for field, (name, write) in OPERATIONS[op][1].items()}


def answer(op, given):
    return written(op, trace(op, given))
