"""The known wrong paths: what implementations of this protocol were seen to compute.

A path is written axis=value. outputs(op, input, paths) computes an operation
along the wrong paths, and along the right one everywhere else.
"""

import functools
import re

import formulas as f
import operations
from operations import hexadecimal


def unsigned(n):
    """Big-endian bytes without the byte that keeps the sign; zero is one byte."""
    return n.to_bytes(max(1, (n.bit_length() + 7) // 8), "big")


def signed_from(least, n):
    """Big-endian bytes, with a byte 00 in front where the first is `least` or more; 80 is right."""
    raw = unsigned(n)
    return b"\0" + raw if raw[0] >= least else raw


# What a threshold that is one too low, or one too high, takes for the first byte
# that needs a sign byte.
LEAST = {"from-7f": 0x7F, "after-80": 0x81}


@functools.lru_cache(maxsize=1024)
def power(base, exponent):
    """base^exponent mod N; most paths of a case differ from each other in one power at most."""
    return pow(base, exponent, f.N)


def stretched(n, width):
    """Exactly `width` bytes, or as many as it takes."""
    return unsigned(n).rjust(width, b"\0")


def hex_text(n):
    return hexadecimal(n).encode()


def as_bytes(n, form, width):
    if form in LEAST:
        return signed_from(LEAST[form], n)
    forms = {
        None: lambda: f.pad(n),
        "unpadded": lambda: unsigned(n),
        "fixed-width": lambda: stretched(n, width),
        "text": lambda: hex_text(n),
        "little-endian": lambda: f.pad(n)[::-1],
    }
    return forms[form]()


def raw_hex(text):
    return bytes.fromhex(text if len(text) % 2 == 0 else "0" + text)


def text_padded(text):
    """The text's own digits, made even and given a sign byte, redundant zeros kept."""
    raw = raw_hex(text)
    return b"\0" + raw if raw and raw[0] >= 0x80 else raw


def multiplier(way, g):
    n, g_bytes = f.pad(f.N), f.pad(g)
    if way in LEAST:
        return f.integer(f.H(signed_from(LEAST[way], f.N), signed_from(LEAST[way], g)))
    ways = {
        None: lambda: f.integer(f.H(n, g_bytes)),
        "unpadded": lambda: f.integer(f.H(unsigned(f.N), unsigned(g))),
        "fixed-width": lambda: f.integer(f.H(unsigned(f.N), stretched(g, 384))),
        "text": lambda: f.integer(f.H(hex_text(f.N), hex_text(g))),
        "swapped": lambda: f.integer(f.H(g_bytes, n)),
        "three": lambda: 3,
        "missing": lambda: 1,
    }
    return ways[way]()


def scrambling(way, A, B):
    if way == "sum":
        return f.integer(f.H(f.pad(A + B)))
    if way == "reduced":
        A, B = A % f.N, B % f.N
    if way == "swapped":
        A, B = B, A
    if way == "little-endian":
        return int.from_bytes(f.H(f.pad(A), f.pad(B)), "little")
    form = way if way in ("unpadded", "fixed-width", "text", *LEAST) else None
    return f.integer(f.H(as_bytes(A, form, 384), as_bytes(B, form, 384)))


def salt_bytes(way, text):
    n = int(text or "0", 16)
    if way in LEAST:
        return signed_from(LEAST[way], n)
    ways = {
        None: lambda: f.pad(n),
        "unpadded": lambda: unsigned(n),
        "raw": lambda: raw_hex(text),
        "text-padded": lambda: text_padded(text),
        "fixed-width": lambda: stretched(n, 16),
        "text": lambda: text.encode(),
        "integer-text": lambda: hex_text(n),
        "little-endian": lambda: f.pad(n)[::-1],
    }
    return ways[way]()


def inner(way, who):
    group, name, secret = map(f.utf8, who)
    ways = {
        None: lambda: f.H(group, name, b":", secret),
        "missing": lambda: group + name + b":" + secret,
        "text": lambda: f.H(group, name, b":", secret).hex().encode(),
        "no-colon": lambda: f.H(group, name, secret),
    }
    return ways[way]()


def group_name(way, given):
    if way == "missing":
        return ""
    if "deviceKey" in given:
        return given["deviceGroupKey"]
    pool_id = given["poolId"]
    return {
        None: f.pool_name(pool_id),
        "whole-id": pool_id,
        "last-part": pool_id.rsplit("_", 1)[-1],
        "region": pool_id.split("_", 1)[0],
    }[way]


def placed(paths, axis, place):
    """The value of an axis whose values end in where they hold: x, proof or both."""
    way = paths.get(axis)
    if way is None:
        return None
    value, _, where = way.rpartition("-in-")
    return value if where in (place, "both") else None


def who_in(place, given, paths):
    group = group_name(placed(paths, "group", place), given)
    _, name, secret = operations.identity(given)
    if placed(paths, "name", place) == "missing":
        name = ""
    return group, name, secret


def generator(paths):
    return 5 if paths.get("generator") == "five" else f.G


def public_value(paths, a):
    g = generator(paths)
    return power(a, g) if paths.get("public-power") == "swapped" else power(g, a)


def power_of_x(paths, x):
    g = generator(paths)
    return power(x, g) if paths.get("verifier-power") == "swapped" else power(g, x)


def private_key(paths, given):
    salt = salt_bytes(paths.get("salt"), given["salt"])
    hidden = inner(paths.get("inner-hash"), who_in("x", given, paths))
    way = paths.get("private-key")
    digest = f.H(hidden, salt) if way == "swapped" else f.H(salt, hidden)
    return int.from_bytes(digest, "little" if way == "little-endian" else "big")


def premaster(paths, given):
    B, a = f.parse_integer(given["B"]), f.parse_integer(given["a"])
    A = f.parse_integer(given["A"]) if "A" in given else public_value(paths, a)
    x = private_key(paths, given)
    u = scrambling(paths.get("scrambling"), A, B)
    base = B - multiplier(paths.get("multiplier"), generator(paths)) * power_of_x(paths, x)
    S = power(base % f.N, a + u * x)
    if paths.get("premaster") == "negative" and base < 0:
        # A remainder that takes the sign of a negative base, as of C's and C#'s %.
        odd = (a + u * x) % 2
        S = -power(-base % f.N, a + u * x) if odd else power(-base % f.N, a + u * x)
    return S, u


def session_key(paths, S, u):
    ikm = as_bytes(S, paths.get("premaster-bytes"), 384)
    salt = as_bytes(u, paths.get("scrambling-bytes"), 32)
    info = {
        None: f.INFO + b"\x01",
        "no-counter": f.INFO,
        "zero-counter": f.INFO + b"\x00",
        "text-counter": f.INFO + b"1",
        "empty": b"\x01",
    }[paths.get("info")]
    way = paths.get("key-derivation")
    if way == "sha256":
        return f.H(ikm)
    if way == "sha256-truncated":
        return f.H(ikm)[:16]
    prk = f.mac(ikm, salt) if paths.get("extract") == "swapped" else f.mac(salt, ikm)
    if way == "extract-only":
        return prk[:16]
    return f.mac(prk, info)[: 32 if paths.get("key-length") == "thirty-two" else 16]


def secret_block(way, text):
    return {
        None: lambda: f.parse_base64(text),
        "text": lambda: text.encode(),
        "hex": lambda: f.parse_base64(text).hex().encode(),
        "missing": lambda: b"",
    }[way]()


STAMP = re.compile(r"(\w+ \w+) (\d+) (\d\d):(\d\d:\d\d) (.*)")


def timestamp(way, text):
    day, date, hour, rest, end = STAMP.fullmatch(text).groups()
    if way == "missing":
        return ""
    if way == "padded-day":
        date = date.zfill(2)
    if way == "space-padded-day":
        date = date.rjust(2)
    if way == "twelve-hour":
        hour = f"{(int(hour) + 11) % 12 + 1:02}"
    return f"{day} {date} {hour}:{rest} {end}"


def signature(paths, given, key):
    group, name, _ = who_in("proof", {"password": "", "deviceSecret": "", **given}, paths)
    block = secret_block(paths.get("secret-block"), given["secretBlock"])
    message = (f.utf8(group), f.utf8(name), block, f.utf8(timestamp(paths.get("timestamp"), given["timestamp"])))
    key = {None: key, "base64": f.b64(key).encode(), "hex": key.hex().encode()}[paths.get("proof-key")]
    if paths.get("proof") == "swapped":
        return f.mac(b"".join(message), key)
    return f.mac(key, *message)


def proof(paths, given):
    return {"signature": f.b64(signature(paths, given, session_key(paths, *premaster(paths, given))))}


def registration(paths, given):
    v = power_of_x(paths, private_key(paths, given))
    salt = int(given["salt"] or "0", 16)
    return {
        "Salt": f.b64(as_bytes(salt, paths.get("sent-salt"), 16)),
        "PasswordVerifier": f.b64(as_bytes(v, paths.get("sent-verifier"), 384)),
    }


def server_public(paths, given):
    b, v = f.parse_integer(given["b"]), f.parse_integer(given["v"])
    g = generator(paths)
    return (multiplier(paths.get("multiplier"), g) * v + power(g, b)) % f.N


def server_premaster(paths, given):
    A, b, v = (f.parse_integer(given[name]) for name in ("A", "b", "v"))
    u = scrambling(paths.get("scrambling"), A, server_public(paths, given))
    return power(A * power(v, u) % f.N, b)


def secret_hash(way, given):
    name, client, secret = (f.utf8(given[field]) for field in ("username", "clientId", "clientSecret"))
    ways = {
        "client-id-first": lambda: f.mac(secret, client, name),
        "key-swapped": lambda: f.mac(name + client, secret),
        "plain-hash": lambda: f.H(secret, name, client),
        "hex": lambda: f.mac(secret, name, client),
    }
    return ways[way]().hex() if way == "hex" else f.b64(ways[way]())


def padded(paths, given):
    return {"hex": as_bytes(int(given["n"], 16), paths["pad"], 384).hex()}


ANSWERS = {
    "client_public": lambda w, i: {"A": hexadecimal(public_value(w, f.parse_integer(i["a"])))},
    "user_proof": proof,
    "device_proof": proof,
    "resumed_proof": proof,
    "device_verifier": registration,
    "pad": padded,
    "multiplier": lambda w, i: {"k": hexadecimal(multiplier(w.get("multiplier"), generator(w)))},
    "scrambling": lambda w, i: {
        "u": hexadecimal(scrambling(w.get("scrambling"), f.parse_integer(i["A"]), f.parse_integer(i["B"])))
    },
    "inner_hash": lambda w, i: {"hash": f.b64(inner(w.get("inner-hash"), who_in("x", i, w)))},
    "secret_hash": lambda w, i: {"hash": secret_hash(w["secret-hash"], i)},
    "server_public": lambda w, i: {"B": hexadecimal(server_public(w, i))},
    "server_premaster": lambda w, i: {"S": hexadecimal(server_premaster(w, i))},
    "private_key": lambda w, i: {"x": hexadecimal(private_key(w, i))},
    "verifier": lambda w, i: {"v": hexadecimal(power_of_x(w, private_key(w, i)))},
    "premaster": lambda w, i: {"S": hexadecimal(premaster(w, i)[0])},
    "session_key": lambda w, i: {
        "K": f.b64(session_key(w, f.parse_integer(i["S"]), f.parse_integer(i["u"])))
    },
    "signature": lambda w, i: {"signature": f.b64(signature(w, i, f.parse_base64(i["key"])))},
    "timestamp": lambda w, i: {"timestamp": timestamp(w["timestamp"], f.timestamp(i["unixSeconds"]))},
}

# One mistake made everywhere stands for the same value on each of these axes.
PADDED = ("multiplier", "salt", "scrambling", "premaster-bytes", "scrambling-bytes", "sent-salt", "sent-verifier", "pad")
EVERYWHERE = {"padding": ("unpadded", "fixed-width")}


def spread(axis, value):
    return {padded_axis: value for padded_axis in PADDED} if axis == "padding" else {axis: value}


OF_X = {
    "salt": ("unpadded", "raw", "text-padded"),
}
OF_S = {"scrambling": ("unpadded", "fixed-width", "reduced"), **OF_X}
OF_K = {
    "premaster-bytes": ("unpadded", "fixed-width"),
    "scrambling-bytes": ("unpadded", "fixed-width"),
}

OF_PROOF = ("salt", "scrambling", "premaster-bytes", "scrambling-bytes", "padding")
# Where an operation's integers become bytes. A threshold of the sign byte that is
# one off shows with one first byte of 256: it is listed only where it shows.
SIGN_BYTES = {
    "user_proof": OF_PROOF,
    "device_proof": OF_PROOF,
    "resumed_proof": OF_PROOF,
    "device_verifier": ("salt", "sent-salt", "sent-verifier", "padding"),
    "pad": ("pad",),
    "scrambling": ("scrambling",),
    "private_key": ("salt",),
    "verifier": ("salt",),
    "premaster": ("salt", "scrambling", "padding"),
    "session_key": ("premaster-bytes", "scrambling-bytes", "padding"),
    "server_premaster": ("scrambling",),
}

# The paths that are right now and then: they are listed with every case, so that
# each tells which of them it can see.
NOW_AND_THEN = {
    "client_public": {"public-power": ("swapped",)},
    "user_proof": {**OF_S, **OF_K, **EVERYWHERE},
    "device_proof": {**OF_S, **OF_K, **EVERYWHERE},
    "device_verifier": {
        **OF_X,
        "sent-salt": ("unpadded", "fixed-width"),
        "sent-verifier": ("unpadded", "fixed-width"),
    },
    "pad": {"pad": ("unpadded",)},
    "scrambling": {"scrambling": ("unpadded", "fixed-width", "reduced")},
    "private_key": OF_X,
    "verifier": OF_X,
    "premaster": OF_S,
    "session_key": OF_K,
    "server_premaster": {"scrambling": OF_S["scrambling"]},
    "timestamp": {"timestamp": ("padded-day", "space-padded-day", "twelve-hour")},
}

EVERY_X = {
    "salt": ("unpadded", "raw", "text-padded", "text", "integer-text", "little-endian"),
    "inner-hash": ("missing", "text", "no-colon"),
    "private-key": ("little-endian", "swapped"),
    "group": ("whole-id-in-x", "region-in-x", "missing-in-x", "whole-id-in-both", "region-in-both", "missing-in-both"),
    "name": ("missing-in-x", "missing-in-both"),
}
EVERY_V = {**EVERY_X, "generator": ("five",), "verifier-power": ("swapped",)}
EVERY_S = {
    **EVERY_V,
    "multiplier": ("unpadded", "fixed-width", "text", "swapped", "three", "missing"),
    "scrambling": ("unpadded", "fixed-width", "text", "swapped", "sum", "reduced", "little-endian"),
    "public-power": ("swapped",),
}
EVERY_K = {
    "premaster-bytes": ("unpadded", "fixed-width", "text", "little-endian"),
    "scrambling-bytes": ("unpadded", "fixed-width", "text", "little-endian"),
    "key-derivation": ("sha256", "sha256-truncated", "extract-only"),
    "extract": ("swapped",),
    "info": ("no-counter", "zero-counter", "text-counter", "empty"),
    "key-length": ("thirty-two",),
}
EVERY_M = {
    "group": ("whole-id-in-proof", "region-in-proof", "missing-in-proof"),
    "name": ("missing-in-proof",),
    "secret-block": ("text", "hex", "missing"),
    "timestamp": ("padded-day", "space-padded-day", "twelve-hour", "missing"),
    "proof": ("swapped",),
    "proof-key": ("base64", "hex"),
}


def joined(*tables):
    result = {}
    for table in tables:
        for axis, values in table.items():
            result[axis] = result.get(axis, ()) + values
    return result


# The paths that are always wrong too: listed with a few cases of each operation.
ALWAYS = {
    "client_public": {"public-power": ("swapped",), "generator": ("five",)},
    "user_proof": joined(EVERY_S, {"premaster": ("negative",)}, EVERY_K, EVERY_M, EVERYWHERE),
    "device_proof": joined(EVERY_S, {"premaster": ("negative",)}, EVERY_K, EVERY_M, EVERYWHERE),
    "device_verifier": {
        **EVERY_V,
        "sent-salt": ("unpadded", "fixed-width", "text", "little-endian"),
        "sent-verifier": ("unpadded", "fixed-width", "text", "little-endian"),
    },
    "multiplier": {"multiplier": EVERY_S["multiplier"], "generator": ("five",)},
    "scrambling": {"scrambling": EVERY_S["scrambling"]},
    "private_key": EVERY_X,
    "verifier": EVERY_V,
    "premaster": EVERY_S,
    "session_key": EVERY_K,
    "signature": EVERY_M,
    "server_public": {"multiplier": EVERY_S["multiplier"], "generator": ("five",)},
    "server_premaster": {
        "multiplier": EVERY_S["multiplier"],
        "generator": ("five",),
        "scrambling": EVERY_S["scrambling"],
    },
}

# The paths that are always wrong, and listed with every case all the same: their
# outputs are short, or the operation has few cases.
WITH_EVERY_CASE = {
    "resumed_proof": ALWAYS["user_proof"],
    "signature": EVERY_M,
    "inner_hash": {
        "inner-hash": EVERY_X["inner-hash"],
        "group": ("whole-id-in-x", "region-in-x", "missing-in-x"),
        "name": ("missing-in-x",),
    },
    "secret_hash": {"secret-hash": ("client-id-first", "key-swapped", "plain-hash", "hex")},
    "server_public": {"multiplier": ("unpadded", "fixed-width")},
    "server_premaster": {"multiplier": ("unpadded", "fixed-width")},
}


def table_of(op, thorough):
    """The axes and values of an operation that are tried on a case."""
    if thorough:
        return ALWAYS[op]
    return joined(NOW_AND_THEN.get(op, {}), WITH_EVERY_CASE.get(op, {}))


def listed(op, given, right, thorough):
    """The wrong paths of a case, and what each gives: [{path, output} or {path, same}]."""
    if given.get("n", "").startswith("-"):
        return []
    result = []
    for axis, values in joined(table_of(op, thorough), dict.fromkeys(SIGN_BYTES.get(op, ()), tuple(LEAST))).items():
        for value in values:
            if "deviceKey" in given and axis == "group" and not value.startswith("missing"):
                continue
            output = ANSWERS[op](spread(axis, value), given)
            path = f"{axis}={value}"
            if output != right:
                result.append({"path": path, "output": output})
            elif value not in LEAST:
                result.append({"path": path, "same": True})
    return sorted(result, key=lambda entry: entry["path"])
