"""Finds inputs whose intermediate values have the edges that matter.

Run it to write found.json again: python3 search.py. It walks counters in a
fixed order, so that it always finds the same; generate.py only reads what it
found, and checks that it has the edges.

Edges are those of a value at its natural width: `zero` (first byte 00), `zeros`
(first two), `zero-top` (00, then a set top bit), `odd` (first digit 0, second
not), `top` (top bit set), and the two sides of the sign byte's threshold: `7f`
(first byte 7f, the last that needs none) and `80` (the first that needs one).
"""

import json
import multiprocessing
import pathlib

import formulas as f
import material
import operations

FOUND = pathlib.Path(__file__).with_name("found.json")
EDGES = ("zero", "zeros", "zero-top", "odd", "top", "7f", "80")
WIDTH = {"A": 384, "B": 384, "S": 384, "v": 384, "u": 32, "x": 32, "salt": 16, "K": 16, "signature": 32}


def edges(data):
    """The edges of a value's bytes at its natural width."""
    first, second = data[0], data[1]
    shown = {
        "zero": first == 0,
        "zeros": first == 0 and second == 0,
        "zero-top": first == 0 and second >= 0x80,
        "odd": 0 < first < 0x10,
        "top": first >= 0x80,
        "7f": first == 0x7F,
        "80": first == 0x80,
    }
    return {edge for edge in EDGES if shown[edge]}


def edges_of(name, value):
    if isinstance(value, bytes):
        return edges(value)
    width = WIDTH[name]
    return edges(value.to_bytes(width, "big")) if value < 1 << 8 * width else set()


class FixedBase:
    """base^e mod N for many e of one base, by windows of 12 bits."""

    WINDOW = 12

    def __init__(self, base, bits):
        self.rows = []
        for _ in range(0, bits, self.WINDOW):
            row = [1]
            for _ in range((1 << self.WINDOW) - 1):
                row.append(row[-1] * base % f.N)
            self.rows.append(row)
            base = row[-1] * base % f.N

    def power(self, exponent):
        product = 1
        for row in self.rows:
            digit = exponent & (1 << self.WINDOW) - 1
            exponent >>= self.WINDOW
            if digit:
                product = product * row[digit] % f.N
        return product


def collect(candidates, wanted):
    """The first counter for each (value, edge) of wanted, over (counter, {name: value})."""
    found = {}
    for counter, values in candidates:
        for name, value in values.items():
            for edge in edges_of(name, value):
                if (name, edge) in wanted and (name, edge) not in found:
                    found[name, edge] = counter
        if len(found) == len(wanted):
            return found
    raise AssertionError("the candidates ended first")


def walk(base, base_of_u):
    """u, S and K of a = A0 + counter, where S = base^a · base_of_u^u and B is B0.

    One multiplication and one windowed power each.
    """
    to_the_u = FixedBase(base_of_u, 256)
    A, to_the_a = f.public_value(material.A0), pow(base, material.A0, f.N)
    counter = 0
    while True:
        u = f.scrambling(A, material.B0)
        S = to_the_a * to_the_u.power(u) % f.N
        yield counter, {"u": u, "S": S, "K": f.session_key(S, u), "A": A}
        counter += 1
        A, to_the_a = A * f.G % f.N, to_the_a * base % f.N


def exchanges(leg):
    """The client's side, with B and salt fixed: S = (B − k·g^x)^a · (B − k·g^x)^(x·u)."""
    x = f.private_key(operations.identity(material.LEGS[leg]), f.integer(material.SALT0))
    base = (material.B0 - f.k * pow(f.G, x, f.N)) % f.N
    return walk(base, pow(base, x, f.N))


def accepted():
    """The server's side, with b and v fixed: S = (g^b)^a · (v^b)^u."""
    b = material.b0
    return walk(f.public_value(b), pow(material.V0, b, f.N))


def salts(leg):
    """x and v of salt = SALT0 + counter."""
    who = operations.identity(material.LEGS[leg])
    powers = FixedBase(f.G, 256)
    counter = 0
    while True:
        x = f.private_key(who, f.integer(material.SALT0) + counter)
        yield counter, {"x": x, "v": powers.power(x)}
        counter += 1


def every(*names):
    return {(name, edge) for name in names for edge in EDGES}


def find(task):
    leg, kind = task
    if leg == "server":
        found = collect(accepted(), every("S"))
    elif kind == "a":
        found = collect(exchanges(leg), every("u", "S", "K", "A"))
    else:
        found = collect(salts(leg), every("x", "v"))
    return leg, kind, {f"{name} {edge}": counter for (name, edge), counter in sorted(found.items())}


def main():
    tasks = [(leg, kind) for leg in material.LEGS for kind in ("a", "salt")] + [("server", "a")]
    with multiprocessing.Pool(2) as pool:
        answers = pool.map(find, tasks, chunksize=1)
    result = {}
    for leg, kind, found in answers:
        result.setdefault(leg, {})[kind] = found
    FOUND.write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
