"""The numbers that client libraries publish in their own tests, as cases.

Each file of ../published/ names the library and its commit. A published number
is kept as it stands: generate.py compares it with the formulas.
"""

import json
import pathlib

import formulas as f
import operations
from cases import case
from operations import hexadecimal

DIRECTORY = pathlib.Path(__file__).parent.parent / "published"
# Some tests give the pool's name alone; the region in front of it enters nothing.
REGION = "us-east-1_"


def integer(vector, name):
    return int(vector[f"{name}_dec"]) if f"{name}_dec" in vector else int(vector[f"{name}_hex"], 16)


def base64_of(vector, name):
    return vector.get(f"{name}_b64") or f.b64(bytes.fromhex(vector[f"{name}_hex"]))


def who(vector, leg="user"):
    """The identity as the operations take it."""
    if "group_and_identity" in vector:
        joined = vector["group_and_identity"]
        pool_id, user_id = REGION + joined[:-4], joined[-4:]
    else:
        group = vector.get("pool_name") or vector.get("group") or vector.get("device_group_key")
        pool_id = vector.get("pool_id") or REGION + (group or "")
        user_id = vector.get("user_id_for_srp") or vector.get("identity") or vector.get("device_key")
    secret = vector.get("password") or vector.get("device_password")
    if leg == "device":
        return {"deviceGroupKey": f.pool_name(pool_id), "deviceKey": user_id, "deviceSecret": secret}
    return {"poolId": pool_id, "userId": user_id, "password": secret}


def ephemeral(vector):
    """a, reduced where it is longer than N: powers repeat after N − 1."""
    a = integer(vector, "a")
    return hexadecimal(a if a.bit_length() <= 3072 else a % (f.N - 1))


def entered(vector):
    return {"a": ephemeral(vector), "B": hexadecimal(integer(vector, "B")), "salt": hexadecimal(integer(vector, "salt"))}


def proof_of(vector, leg="user"):
    signed = {"secretBlock": vector["secret_block_b64"], "timestamp": vector["timestamp"]}
    return {**entered(vector), **who(vector, leg), **signed}


def numbers(vector):
    """Cases that any library's vector of that name makes: (op, input, output)."""
    name = vector["name"]
    if name == "k":
        yield "multiplier", {}, {"k": hexadecimal(integer(vector, "k"))}
    if name in ("A", "device_A", "user_A") and "need not be" not in vector.get("note", ""):
        yield "client_public", {"a": hexadecimal(integer(vector, "a"))}, {"A": hexadecimal(integer(vector, "A"))}
    if name == "u" or name.startswith("testCalculateU"):
        given = {"A": hexadecimal(integer(vector, "A")), "B": hexadecimal(integer(vector, "B"))}
        yield "scrambling", given, {"u": hexadecimal(integer(vector, "u"))}
    if name == "hexHash":
        # A hash of four bytes is the u of two public values of two bytes.
        digits = vector["in_hex"]
        yield "scrambling", {"A": digits[:4], "B": digits[4:]}, {"u": hexadecimal(int(vector["out_hex"], 16))}
    if name == "inner_hash":
        leg = "device" if "device_key" in vector else "user"
        yield "inner_hash", who(vector, leg), {"hash": base64_of(vector, "sha256")}
    if name == "secret_hash":
        given = {"username": vector["username"], "clientId": vector["client_id"], "clientSecret": vector["client_secret"]}
        yield "secret_hash", given, {"hash": vector["secret_hash"]}
    if name == "hkdf":
        yield "session_key", {"S": keyed(vector, "ikm"), "u": keyed(vector, "salt")}, {"K": base64_of(vector, "key")}
    if name in ("M1_quirk", "M1_proper"):
        key = vector.get("key_b64") or f.b64(vector["hmac_key_ascii"].encode())
        named = {"poolId": REGION + vector["pool_name"], "userId": vector["user_id_for_srp"]}
        signed = {"secretBlock": vector["secret_block_b64"], "timestamp": vector["timestamp"]}
        yield "signature", {"key": key, **named, **signed}, {"signature": vector["signature_b64"]}


def keyed(vector, name):
    text = vector.get(f"{name}_hex") or vector[f"{name}_utf8"].encode().hex()
    return hexadecimal(int(text, 16))


def alexrudd(vectors):
    by_name = {vector["name"]: vector for vector in vectors}
    given = proof_of({**by_name["key"], **by_name["signature"]})
    yield "user_proof", given, {"signature": by_name["signature"]["signature_b64"]}


def android(vectors):
    by_name = {vector["name"]: vector for vector in vectors}
    x, S, key = by_name["x"], by_name["S"], by_name["key"]
    given = {**entered({**x, **S}), **who(x)}
    yield "private_key", {"salt": given["salt"], **who(x)}, {"x": hexadecimal(integer(x, "x"))}
    yield "premaster", given, {"S": hexadecimal(integer(S, "S"))}
    values = {name: hexadecimal(integer(key, name)) for name in "Su"}
    yield "session_key", values, {"K": key["key_b64"]}


def swift(vectors):
    for vector in vectors:
        if vector["name"].startswith("testCalculateSharedSecret_"):
            yield "premaster", {**entered(vector), **who(vector)}, {"S": hexadecimal(integer(vector, "S"))}
        if vector.get("expect") == "SRPError.illegalParameter":
            # A multiple of N, longer than N.
            shared = next(other for other in vectors if other["name"] == "testCalculateSharedSecret_1")
            yield "premaster", {**entered({**shared, **vector}), **who(shared)}, None


def dotnet(vectors):
    signed = next(vector for vector in vectors if vector["name"] == "signature")
    yield "user_proof", proof_of(signed), {"signature": signed["signature_b64"]}
    yield key_of(next(vector for vector in vectors if vector["name"] == "key"))


def helper(vectors):
    by_name = {vector["name"]: vector for vector in vectors}
    signed = {**by_name["inner_hash"], **by_name["user_signature"]}
    given = {**proof_of(signed), "A": signed["A_hex"]}
    yield "resumed_proof", given, {"signature": signed["signature_b64"]}
    device = by_name["device_verifier"]
    yield verifier_of(device, device["salt_bytes_hex"])


def rust(vectors):
    for vector in vectors:
        name = vector["name"]
        if name == "device_verifier":
            yield verifier_of(vector, f.parse_base64(vector["Salt"]).hex())
        elif "verify" in name:
            leg = name.split("_")[0]
            yield f"{leg}_proof", proof_of(vector, leg), {"signature": vector["signature_b64"]}


def verifier_of(vector, salt):
    given = {**who(vector, "device"), "salt": salt}
    return "device_verifier", given, {name: vector[name] for name in ("Salt", "PasswordVerifier")}


def key_of(vector):
    """The K of a whole exchange, through its S and u: no operation goes from the exchange to K."""
    given = {**entered(vector), **who(vector)}
    values = operations.exchange(given)
    return "session_key", {name: hexadecimal(values[name]) for name in "Su"}, {"K": base64_of(vector, "key")}


def soto(vectors):
    yield key_of(next(vector for vector in vectors if vector["name"] == "key"))


def padded(vectors):
    for vector in vectors:
        n = int(vector["int"])
        yield "pad", {"n": format(n, "x")}, {"hex": vector["hex"].lower()}


WHOLE = {
    "alexrudd_cognito_srp": alexrudd,
    "amplify_android": android,
    "amplify_swift": swift,
    "aws_sdk_net_extensions_cognito": dotnet,
    "cognito_srp_helper": helper,
    "padhex_amplify_js": padded,
    "ryanmab_aws_cognito_srp": rust,
    "soto_cognito": soto,
}


def cases():
    """(source, case, published output, None: refused) for every number that an operation can express."""
    for path in sorted(DIRECTORY.glob("*.json")):
        document = json.loads(path.read_text())
        source, vectors = document["source"], document["vectors"]
        whole = WHOLE.get(path.stem, lambda _: ())
        found = [answer for vector in vectors for answer in numbers(vector)] + list(whole(vectors))
        for op, given, output in found:
            invalid = None if output else "published as an illegal parameter"
            yield source, case(op, given, f"published by {path.stem}", "Published", invalid=invalid), output
