"""Stands for the reader's library: it has two functions, and computes with the formulas of the vectors' generator."""

import sys

sys.path.insert(0, "vectors/generate")
import formulas
import operations

public = formulas.public_value


def proof(**exchange):
    try:
        return operations.answer("user_proof", exchange)["signature"]
    except formulas.Rejected as refusal:
        raise ValueError(str(refusal))
