"""The adapter of the formulas: Python on its standard library alone."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "vectors" / "generate"))

import operations  # noqa: E402


def answer(request):
    if request["op"] not in operations.OPERATIONS:
        return {"error": "unsupported"}
    try:
        return {"output": operations.answer(request["op"], request["input"])}
    except operations.Rejected as refusal:
        return {"error": "rejected", "reason": str(refusal)}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], **answer(request)}), flush=True)
