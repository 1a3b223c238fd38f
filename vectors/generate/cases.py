"""The generated cases: what is asked, and why.

Each function yields cases {op, input, comment, flags} and, for what has to be
refused, {invalid: reason}. Right answers, edge flags and ids are added later.
"""

import calendar
import json

import formulas as f
import material
import operations
import search
from material import BLOCK0, DEVICE, LEGS, SALT0, STAMP, USER, number, stream
from operations import hexadecimal

FOUND = json.loads(search.FOUND.read_text())
PROOF = {"user": "user_proof", "device": "device_proof"}
NAMES = {"user": ("userId", "password"), "device": ("deviceKey", "deviceSecret")}

EDGE_TEXT = {
    "zero": "begins with a zero byte",
    "zeros": "begins with two zero bytes",
    "zero-top": "begins with a zero byte and then a set top bit",
    "odd": "has an odd number of hexadecimal digits",
    "top": "has its top bit set",
    "7f": "begins with the byte 7f, the last that needs no sign byte",
    "80": "begins with the byte 80, the first that needs a sign byte",
}
# The edges on both sides of the sign byte's threshold.
THRESHOLD = ("7f", "80")


def case(op, given, comment, *flags, invalid=None):
    result = {"op": op, "input": given, "comment": comment or invalid, "flags": list(flags)}
    if invalid:
        result["invalid"] = invalid
    return result


def exchange(leg, a=None, B=None, salt=None, **changed):
    """The input of a premaster: everything but the secret block and the time."""
    return {
        "a": hexadecimal(material.A0 if a is None else a),
        "B": B or hexadecimal(material.B0),
        "salt": salt or SALT0.hex(),
        **LEGS[leg],
        **changed,
    }


def proof(leg, comment, *flags, invalid=None, block=None, stamp=STAMP, **changed):
    given = exchange(leg, **changed)
    given["secretBlock"] = f.b64(BLOCK0) if block is None else block
    given["timestamp"] = stamp
    return case(PROOF[leg], given, comment, *flags, invalid=invalid)


def edged(name, width, edge):
    """Bytes of a value that has just this edge."""
    data = bytearray(stream(f"{name} {edge}", width))
    data[1] = data[1] & 0x7F | 0x40
    first = {"zero": 0, "zeros": 0, "zero-top": 0, "odd": 0x07, "top": 0xC3, "7f": 0x7F, "80": 0x80}[edge]
    data[0] = first
    if edge == "zeros":
        data[1] = 0
    if edge == "zero-top":
        data[1] |= 0x80
    return bytes(data)


def invalid_integers(name):
    """Texts from the wire that are no hexadecimal integer of the protocol."""
    yield "", f"{name} is empty"
    yield "-1f", f"{name} is negative"
    yield "0x1f", f"{name} has a prefix"
    yield "xyzzy", f"{name} is not hexadecimal"
    yield "12 34", f"{name} has a space in it"


def zeros_of_n(name):
    yield "0", f"{name} is 0"
    yield "0000", f"{name} is 0, in four digits"
    yield hexadecimal(f.N), f"{name} is N"
    yield hexadecimal(f.N).upper(), f"{name} is N in upper case"
    yield "00" + hexadecimal(f.N), f"{name} is N with a redundant zero byte"
    yield hexadecimal(2 * f.N), f"{name} is 2N"


EPHEMERALS = [
    (1, "a = 1: A is g itself"),
    (2, "a = 2"),
    (3071, "a = 3071: A is 2^3071, the greatest power of 2 that is not reduced"),
    (3072, "a = 3072: A is 2^3072 − N, the first that is reduced"),
    (number("a 128", 128), "a of 128 bits"),
    ((1 << 256) - 1, "a of 256 bits, all ones"),
    (number("a 256", 256), "a of 256 bits, as amplify-swift draws it"),
    (number("a 256", 256) >> 9, "a of 247 bits: its 32 bytes begin with a zero byte"),
    ((1 << 1024) - 1, "a of 1024 bits, all ones"),
    (number("a 1024", 1024), "a of 1024 bits, as the JavaScript clients draw it"),
    (number("a 1024", 1024) >> 17, "a of 1007 bits: its 128 bytes begin with two zero bytes"),
    (number("a 1024", 1024) >> 3, "a of 1021 bits: an odd number of hexadecimal digits"),
]


def client_public():
    for a, comment in EPHEMERALS:
        yield case("client_public", {"a": hexadecimal(a)}, comment, "Ephemeral")
    for size in (3, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 255, 257, 511, 512, 513, 767, 768, 1023):
        yield case("client_public", {"a": hexadecimal(number(f"a {size}", size))}, f"a of {size} bits", "Ephemeral")
    for bits in (8, 64, 255, 512, 1023):
        yield case("client_public", {"a": hexadecimal(1 << bits)}, f"a = 2^{bits}: one bit set", "Ephemeral")
    for edge in search.EDGES:
        a = material.A0 + FOUND["user"]["a"][f"A {edge}"]
        yield case("client_public", {"a": hexadecimal(a)}, f"A {EDGE_TEXT[edge]}")
    shown = hexadecimal(number("a 256", 256))
    yield case("client_public", {"a": shown.upper()}, "a in upper case", "HexText")
    yield case("client_public", {"a": "0000" + shown}, "a with redundant zeros", "HexText")


def pad():
    sizes = (1, 2, 3, 15, 16, 17, 31, 32, 33, 127, 128, 129, 383, 384, 385)
    for size in sizes:
        for edge in ("top", "odd", "zero-top", "7f", "80") if size > 1 else ("top", "odd", "7f", "80"):
            n = f.integer(edged("pad", max(size, 2), edge)[:size])
            yield case("pad", {"n": hexadecimal(n)}, f"an integer that at {size} bytes {EDGE_TEXT[edge]}", "Pad")
    for n, comment in [(f.N, "N"), (f.N - 1, "N − 1"), (f.G, "g"), (f.k, "k"), (1 << 3072, "2^3072")]:
        yield case("pad", {"n": hexadecimal(n)}, comment, "Pad")
    for bits in (15, 16, 127, 128, 255, 256, 3071, 3072):
        yield case("pad", {"n": "-" + hexadecimal(1 << bits)}, f"−2^{bits}", "NegativePad")
        yield case("pad", {"n": "-" + hexadecimal((1 << bits) + 1)}, f"−2^{bits} − 1", "NegativePad")


def multiplier():
    yield case("multiplier", {}, "k of the group", "Multiplier")


def scrambling():
    A, B = hexadecimal(f.public_value(material.A0)), hexadecimal(material.B0)
    for edge in search.EDGES:
        for other in search.EDGES:
            given = {"A": edged("A", 384, edge).hex(), "B": edged("B", 384, other).hex()}
            comment = f"A {EDGE_TEXT[edge]}, B {EDGE_TEXT[other]}"
            yield case("scrambling", {name: value.lstrip("0") for name, value in given.items()}, comment)
    for edge in search.EDGES:
        a = material.A0 + FOUND["user"]["a"][f"u {edge}"]
        yield case("scrambling", {"A": hexadecimal(f.public_value(a)), "B": B}, f"u {EDGE_TEXT[edge]}")
    forms = [
        ({"A": "2", "B": B}, "A of one digit"),
        ({"A": "1", "B": "1"}, "A = B = 1"),
        ({"A": "80", "B": "7f"}, "one byte each, on both sides of the top bit"),
        ({"A": A.upper(), "B": B.upper()}, "upper case"),
        ({"A": "00" + A, "B": "0000" + B}, "redundant zeros"),
        ({"A": "0" + A, "B": B}, "a redundant zero digit"),
        ({"A": hexadecimal(f.N - 1), "B": hexadecimal(f.N - 1)}, "A = B = N − 1"),
    ]
    for given, comment in forms:
        yield case("scrambling", given, comment, "HexText")
    unreduced = {"A": A, "B": hexadecimal(f.N + material.B0)}
    yield case("scrambling", unreduced, "B is not reduced, and is hashed as sent", "Unreduced")
    for text, reason in zeros_of_n("A"):
        yield case("scrambling", {"A": text, "B": B}, reason, "ZeroPublicValue", invalid=reason)
    for text, reason in zeros_of_n("B"):
        yield case("scrambling", {"A": A, "B": text}, reason, "ZeroPublicValue", invalid=reason)


TEXTS = [
    ("pässwörd", "Latin letters with accents"),
    ("パスワード１", "Japanese, with a full-width digit"),
    ("🔑🔒 p", "characters outside the basic plane"),
    ("A\u030angstro\u0308m", "combining accents, which must not be composed"),
    ("Ångström", "composed accents, which must not be decomposed"),
    ("контраст-пароль", "Cyrillic"),
    ("سر1Aa!", "Arabic, written right to left"),
    ("a:b:c", "colons"),
    ("  leading and trailing  ", "spaces at both ends"),
    ("quote\"back\\slash\ttab", "what JSON has to escape"),
    ("x" * 256, "256 characters, the most that the service allows"),
    ("ß", "one character that changes in upper case"),
]


def texts(build):
    """One case for each text as the name, and one as the secret, of each leg."""
    for leg in LEGS:
        name_field, secret_field = NAMES[leg]
        for text, comment in TEXTS:
            yield build(leg, f"the secret has {comment}", "Unicode", **{secret_field: text})
            if not text.startswith(" ") and len(text) < 128:
                yield build(leg, f"the name has {comment}", "Unicode", **{name_field: text})


def key_case(op):
    def build(leg, comment, *flags, salt=None, invalid=None, **changed):
        given = {"salt": SALT0.hex() if salt is None else salt, **LEGS[leg], **changed}
        return case(op, given, comment, *flags, invalid=invalid)

    return build


def sized_salts(first):
    """Salts of every length from `first` bytes to 32, top bit set in every second."""
    for size in range(first, 33):
        salt = bytearray(stream(f"salt {size}", size))
        if size:
            salt[0] = salt[0] | 0x80 if size % 2 else salt[0] & 0x7F | 1
        yield size, bytes(salt)


def salt_texts():
    plain = SALT0.hex()
    yield plain.upper(), "the salt in upper case"
    yield "00" + plain, "the salt with a redundant zero byte"
    yield "0000000" + plain, "the salt with redundant zeros, an odd number of digits"
    yield edged("salt", 16, "odd").hex().lstrip("0"), "the salt with an odd number of digits"
    yield "0" + edged("salt", 16, "top").hex(), "the salt with a set top bit after a redundant zero digit"
    yield "0", "the salt is the integer 0"
    yield "00" * 16, "the salt is 16 zero bytes"
    yield "1", "the salt is 1"


def private_key():
    build = key_case("private_key")
    for leg in LEGS:
        for size, salt in sized_salts(1):
            yield build(leg, f"a salt of {size} bytes", "SaltLength", salt=salt.hex())
        for edge in search.EDGES:
            salt = edged(f"{leg} salt", 16, edge).hex()
            yield build(leg, f"the salt {EDGE_TEXT[edge]}", salt=salt)
            yield build(leg, f"the salt {EDGE_TEXT[edge]}, in the fewest digits", "HexText", salt=salt.lstrip("0"))
            yield build(leg, f"x {EDGE_TEXT[edge]}", salt=found_salt(leg, "x", edge))
        for text, comment in salt_texts():
            yield build(leg, comment, "HexText", salt=text)
        for text, reason in invalid_integers("the salt"):
            yield build(leg, reason, "NotAnInteger", salt=text, invalid=reason)
    yield from texts(build)


def inner_hash():
    def build(leg, comment, *flags, **changed):
        return case("inner_hash", {**LEGS[leg], **changed}, comment, *flags)

    for leg in LEGS:
        yield build(leg, f"the {leg}'s identity")
    yield from texts(build)


def found_salt(leg, name, edge):
    return hexadecimal(f.integer(SALT0) + FOUND[leg]["salt"][f"{name} {edge}"])


def verifier():
    build = key_case("verifier")
    for leg in LEGS:
        yield build(leg, f"the verifier of the {leg}")
        for edge in search.EDGES:
            yield build(leg, f"v {EDGE_TEXT[edge]}", salt=found_salt(leg, "v", edge))
        for edge in THRESHOLD:
            yield build(leg, f"the salt {EDGE_TEXT[edge]}", salt=edged(f"{leg} salt", 16, edge).hex())


def device_verifier():
    build = key_case("device_verifier")
    for size, salt in sized_salts(0):
        yield build("device", f"a salt of {size} bytes", "SaltLength", salt=salt.hex())
    for edge in search.EDGES:
        yield build("device", f"the salt {EDGE_TEXT[edge]}", salt=edged("device salt", 16, edge).hex())
        for name in "xv":
            salt = found_salt("device", name, edge)
            yield build("device", f"{name} {EDGE_TEXT[edge]}", salt=salt.zfill(32))
    for leg_case in texts(build):
        if "deviceKey" in leg_case["input"]:
            yield leg_case
    yield build("device", "the salt in upper case", "HexText", salt=SALT0.hex().upper())
    yield build("device", "a salt of 16 zero bytes", salt="00" * 16)


def server_public():
    for number_of_b, name in ((256, "b of 256 bits"), (1024, "b of 1024 bits"), (1, "b = 1")):
        b = 1 if number_of_b == 1 else number(f"server b {number_of_b}", number_of_b)
        for leg in LEGS:
            v = f.verifier(f.private_key(operations.identity(LEGS[leg]), f.integer(SALT0)))
            yield case("server_public", {"b": hexadecimal(b), "v": hexadecimal(v)}, f"{name}, the {leg}'s v")
    b = number("server b 256", 256)
    for v, comment in [(1, "v = 1"), (f.N - 1, "v = N − 1"), (2, "v = 2")]:
        yield case("server_public", {"b": hexadecimal(b), "v": hexadecimal(v)}, comment)
    for edge in search.EDGES:
        v = f.integer(edged("v", 384, edge))
        yield case("server_public", {"b": hexadecimal(b), "v": hexadecimal(v)}, f"v {EDGE_TEXT[edge]}")
        yield server_b_with(edge)


def server_b_with(edge):
    v, b = f.verifier(number("x", 256)), number("server b", 256)
    while edge not in search.edges_of("B", f.server_public(b, v)):
        b += 1
        if edge == "zeros" and b - number("server b", 256) > 2000:
            # Two zero bytes by the choice of v instead: v = (B − g^b)/k.
            B = f.integer(edged("server B", 384, edge))
            v = (B - pow(f.G, b, f.N)) * pow(f.k, -1, f.N) % f.N
            break
    return case("server_public", {"b": hexadecimal(b), "v": hexadecimal(v)}, f"B {EDGE_TEXT[edge]}")


def server_premaster():
    b = number("server b", 256)
    for leg in LEGS:
        v = hexadecimal(f.verifier(f.private_key(operations.identity(LEGS[leg]), f.integer(SALT0))))
        for a, comment in EPHEMERALS[::3]:
            given = {"A": hexadecimal(f.public_value(a)), "b": hexadecimal(b), "v": v}
            yield case("server_premaster", given, f"{comment}; the {leg}'s v")
        A = hexadecimal(f.public_value(material.A0))
        forms = [(A.upper(), "A in upper case"), ("00" + A, "A with a redundant zero byte"),
                 (hexadecimal(f.N + int(A, 16)), "A is not reduced, and is hashed as sent")]
        for text, comment in forms:
            yield case("server_premaster", {"A": text, "b": hexadecimal(b), "v": v}, f"{comment}; the {leg}'s v", "HexText")
    yield from server_edges()
    for text, reason in zeros_of_n("A"):
        given = {"A": text, "b": hexadecimal(b), "v": v}
        yield case("server_premaster", given, reason, "ZeroPublicValue", invalid=reason)
    for text, reason in invalid_integers("A"):
        given = {"A": text, "b": hexadecimal(b), "v": v}
        yield case("server_premaster", given, reason, "NotAnInteger", invalid=reason)


def server_edges():
    """Every value of the server's side with every edge; B0 is its B, so that A and u are a client's."""
    own = {"b": hexadecimal(material.b0), "v": hexadecimal(material.V0)}
    for edge in search.EDGES:
        for name, leg in (("A", "user"), ("u", "user"), ("S", "server")):
            A = f.public_value(found_a(leg, name, edge))
            yield case("server_premaster", {"A": hexadecimal(A), **own}, f"{name} {EDGE_TEXT[edge]}")
        A = hexadecimal(f.public_value(material.A0))
        yield case("server_premaster", {"A": A, **server_b_with(edge)["input"]}, f"B {EDGE_TEXT[edge]}")


def found_a(leg, name, edge):
    return material.A0 + FOUND[leg]["a"][f"{name} {edge}"]


def premaster():
    for leg in LEGS:
        yield case("premaster", exchange(leg), f"the {leg}'s leg")
        for name in ("u", "S"):
            for edge in search.EDGES:
                yield case("premaster", exchange(leg, a=found_a(leg, name, edge)), f"{name} {EDGE_TEXT[edge]}")
        for edge in THRESHOLD:
            for name, changed in (
                ("A", {"a": found_a(leg, "A", edge)}),
                ("B", {"B": edged("server B", 384, edge).hex()}),
                ("the salt", {"salt": edged(f"{leg} salt", 16, edge).hex()}),
            ):
                yield case("premaster", exchange(leg, **changed), f"{name} {EDGE_TEXT[edge]}")
        for B, comment in [("1", "B = 1"), (hexadecimal(f.N - 1), "B = N − 1")]:
            yield case("premaster", exchange(leg, B=B), comment)


def session_key():
    S0, u0 = f.integer(stream("S", 384)) % f.N, f.integer(stream("u", 32))
    for edge in search.EDGES:
        for other in search.EDGES:
            given = {"S": edged("S", 384, edge).hex().lstrip("0"), "u": edged("u", 32, other).hex().lstrip("0")}
            yield case("session_key", given, f"S {EDGE_TEXT[edge]}, u {EDGE_TEXT[other]}")
    for S, u, comment in [(1, u0, "S = 1"), (0, u0, "S = 0"), (S0, 1, "u = 1"), (f.N - 1, u0, "S = N − 1"),
                          (S0, (1 << 256) - 1, "u of all ones")]:
        yield case("session_key", {"S": hexadecimal(S), "u": hexadecimal(u)}, comment)
    for edge in search.EDGES:
        S = S0
        while edge not in search.edges(f.session_key(S, u0)):
            S += 1
        yield case("session_key", {"S": hexadecimal(S), "u": hexadecimal(u0)}, f"K {EDGE_TEXT[edge]}")


def b_texts():
    """SRP_B and what is said of it, as the wire may carry it."""
    B = hexadecimal(material.B0)
    for edge in search.EDGES:
        data = edged("server B", 384, edge).hex()
        yield data, f"B {EDGE_TEXT[edge]}, sent at its full width"
        yield data.lstrip("0"), f"B {EDGE_TEXT[edge]}, sent in the fewest digits"
    yield B.upper(), "B in upper case"
    yield "00" + B, "B with a redundant zero byte"
    yield "000" + B, "B with redundant zeros, an odd number of digits"
    yield B.zfill(2 * len(hexadecimal(f.N))), "B with redundant zeros to twice the length of N"
    yield "1", "B = 1"
    yield "abc", "B of three digits"
    yield hexadecimal(f.N - 1), "B = N − 1"


def unreduced_b():
    yield hexadecimal(f.N + 1), "B = N + 1, not reduced"
    yield hexadecimal(f.N + material.B0), "B is not reduced, and is hashed as sent"


STAMPS = [
    ("Mon Jan 1 00:00:00 UTC 2024", "midnight of a day with one digit"),
    ("Thu Feb 29 12:00:00 UTC 2024", "noon of a leap day"),
    ("Fri Sep 5 09:05:07 UTC 2025", "a day with one digit, every field below ten"),
    ("Sun Nov 30 23:59:59 UTC 2025", "the last second of a month"),
    ("Wed Dec 31 13:00:01 UTC 2025", "one in the afternoon"),
    ("Tue Oct 10 10:10:10 UTC 2023", "every field of two digits"),
    ("Sat Jun 7 12:30:00 UTC 2025", "half past noon"),
    ("Sat Jun 7 00:30:00 UTC 2025", "half past midnight"),
]


def blocks():
    for size in (1, 2, 3, 16, 31, 32, 1290):
        yield stream(f"block {size}", size), f"a SECRET_BLOCK of {size} bytes"
    yield bytes(32), "a SECRET_BLOCK of zero bytes"
    yield b"\xfb\xff\xfe" * 16, "a SECRET_BLOCK whose text is all + and /"
    yield bytes(range(256)), "a SECRET_BLOCK of every byte"
    yield "naïve ✓".encode(), "a SECRET_BLOCK that is also UTF-8 text"


def signature_edge(leg, edge):
    """A proof whose signature has an edge, by the choice of the SECRET_BLOCK."""
    given = exchange(leg)
    values = operations.exchange(given)
    key = f.session_key(values["S"], values["u"])
    group, name, _ = operations.identity(given)
    counter = 0
    while True:
        block = BLOCK0 + counter.to_bytes(4, "big")
        if edge in search.edges(f.signature(key, group, name, block, STAMP)):
            return proof(leg, f"the signature {EDGE_TEXT[edge]}", block=f.b64(block))
        counter += 1


def signature():
    """The proof's HMAC alone, for a K that is given."""
    def build(leg, comment, *flags, key=stream("K", 16), block=BLOCK0, stamp=STAMP):
        group_and_name = {name: text for name, text in LEGS[leg].items() if name not in ("password", "deviceSecret")}
        given = {"key": f.b64(key), **group_and_name, "secretBlock": f.b64(block), "timestamp": stamp}
        return case("signature", given, comment, *flags)

    for leg in LEGS:
        yield build(leg, f"the {leg}'s leg, no edge in particular")
        for edge in search.EDGES:
            yield build(leg, f"K {EDGE_TEXT[edge]}", key=edged("K", 16, edge))
        for stamp, comment in STAMPS:
            yield build(leg, comment, "Timestamp", stamp=stamp)
        for block, comment in blocks():
            yield build(leg, comment, "SecretBlock", block=block)


def valid_proofs(leg):
    yield proof(leg, f"the {leg}'s leg, no edge in particular")
    for a, comment in EPHEMERALS:
        yield proof(leg, comment, "Ephemeral", a=a)
    for name in ("A", "u", "S", "K"):
        for edge in search.EDGES:
            yield proof(leg, f"{name} {EDGE_TEXT[edge]}", a=found_a(leg, name, edge))
    for edge in search.EDGES:
        yield signature_edge(leg, edge)
        for name in "xv":
            yield proof(leg, f"{name} {EDGE_TEXT[edge]}", salt=found_salt(leg, name, edge))
        yield proof(leg, f"the salt {EDGE_TEXT[edge]}", salt=edged(f"{leg} salt", 16, edge).hex())
    for text, comment in b_texts():
        yield proof(leg, comment, "HexText", B=text)
    for text, comment in unreduced_b():
        yield proof(leg, comment, "Unreduced", B=text)
    for text, comment in salt_texts():
        yield proof(leg, comment, "HexText", salt=text)
    for size, salt in sized_salts(1):
        if size in (1, 2, 8, 15, 17, 31, 32):
            yield proof(leg, f"a salt of {size} bytes", "SaltLength", salt=salt.hex())
    for stamp, comment in STAMPS:
        yield proof(leg, comment, "Timestamp", stamp=stamp)
    for block, comment in blocks():
        yield proof(leg, comment, "SecretBlock", block=f.b64(block))


def invalid_proofs(leg):
    for text, reason in zeros_of_n("B"):
        yield changed_proof(leg, "B", text, "ZeroPublicValue", reason)
    for field, name in (("B", "B"), ("salt", "the salt")):
        for text, reason in invalid_integers(name):
            yield changed_proof(leg, field, text, "NotAnInteger", reason)
    for text, reason in [
        ("not base64!", "the SECRET_BLOCK is not base64"),
        ("QUJD*A==", "the SECRET_BLOCK has a character that is not base64"),
        ("QUJDR", "the SECRET_BLOCK has a length that base64 never has"),
    ]:
        yield changed_proof(leg, "secretBlock", text, "NotBase64", reason)


def changed_proof(leg, field, text, flag, reason):
    changed = proof(leg, reason, flag, invalid=reason)
    changed["input"][field] = text
    return changed


def proofs():
    for leg in LEGS:
        yield from valid_proofs(leg)
        yield from invalid_proofs(leg)
    yield from texts(proof)
    for pool_id in ("eu-central-1_A", "ap-southeast-2_ABCDEFGHIJ0123456789", "local_0abcdEFGH", "us-gov-west-1_zzzz99999"):
        yield proof("user", f"the pool id {pool_id}", "PoolId", poolId=pool_id)
    for group in ("-", "-12345678", "group_with_underscores", ""):
        yield proof("device", f"the DeviceGroupKey {group!r}", "GroupKey", deviceGroupKey=group)


def registered():
    def build(comment, salt, v, *flags, invalid=None):
        return case("registered", {"Salt": salt, "PasswordVerifier": v}, comment, *flags, invalid=invalid)

    v = f.b64(f.pad(f.verifier(number("x", 256))))
    salt = f.b64(f.pad(f.integer(SALT0)))
    yield build("a salt of 16 bytes and its verifier", salt, v)
    for edge in search.EDGES:
        yield build(f"the salt {EDGE_TEXT[edge]}", f.b64(f.pad(f.integer(edged("salt", 16, edge)))), v)
        yield build(f"v {EDGE_TEXT[edge]}", salt, f.b64(f.pad(f.integer(edged("v", 384, edge)))))
    yield build("a salt of 32 bytes", f.b64(b"\x31" * 32), v, "SaltLength")
    yield build("a salt of one byte", f.b64(b"\x31"), v, "SaltLength")
    yield build("a salt with a redundant zero byte: the same integer", f.b64(b"\0\0" + f.pad(f.integer(SALT0))), v)
    negative_salt, negative_v = f.b64(edged("salt", 16, "top")), f.b64(edged("v", 384, "top"))
    yield build("", negative_salt, v, "Negative", invalid="the salt is negative: its sign byte is missing")
    yield build("", salt, negative_v, "Negative", invalid="the verifier is negative: its sign byte is missing")
    yield build("", negative_salt, negative_v, "Negative", invalid="salt and verifier are negative")
    yield build("", "not base64!", v, "NotBase64", invalid="the salt is not base64")
    yield build("", salt, "not base64!", "NotBase64", invalid="the verifier is not base64")
    yield build("", salt, v[:-3], "NotBase64", invalid="the verifier has a length that base64 never has")
    yield build("", "", v, "Empty", invalid="the salt is empty")
    yield build("", salt, "", "Empty", invalid="the verifier is empty")


def secret_hash():
    def build(username, client_id, client_secret, comment, *flags):
        given = {"username": username, "clientId": client_id, "clientSecret": client_secret}
        return case("secret_hash", given, comment, *flags)

    client, secret = "18u8119jgbpr464n28s1itk2mq", "ps50nb7hd1umdnmlt1xa9nwiscqvdvzy5ijw63vcacd09yihc2b"
    yield build("jane", client, secret, "a plain name")
    yield build("jane@example.com", client, secret, "an e-mail address")
    yield build("+15555550100", client, secret, "a telephone number")
    yield build(USER["userId"], client, secret, "a UUID")
    for size in (1, 63, 64, 65, 128):
        yield build("jane", client, ("k" * size), f"a client secret of {size} characters")
    for text, comment in TEXTS:
        yield build(text, client, secret, f"the name has {comment}", "Unicode")


def timestamps():
    moments = [
        (0, "the epoch"),
        (951782400, "29 February 2000"),
        (4107542399, "the last second of February 2100, not a leap year"),
        (253402300799, "the last second of the year 9999"),
    ]
    for month in range(1, 13):
        for day, clock in ((1, (0, 0, 0)), (9, (11, 59, 59)), (10, (12, 0, 0)), (28, (23, 59, 59))):
            moments.append((seconds(2025, month, day, *clock), f"day {day} of month {month} of 2025"))
    for hour in range(24):
        moments.append((seconds(2026, 5, 3 + hour, hour, 7, 9), f"hour {hour}"))
    for moment, comment in moments:
        yield case("timestamp", {"unixSeconds": moment}, comment, "Timestamp")


def seconds(year, month, day, hour, minute, second):
    return calendar.timegm((year, month, day, hour, minute, second))


def generated():
    makers = (client_public, proofs, device_verifier, pad, multiplier, scrambling, inner_hash, private_key, verifier,
              server_public, premaster, server_premaster, session_key, signature, registered, secret_hash, timestamps)
    for make in makers:
        yield from make()
