"""The adapter of the formulas: Python on its standard library alone, with its pow."""

import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "vectors" / "generate"))

import operations  # noqa: E402


def answer(request):
    if request["op"] == "ping":
        return {"output": {}}
    if request["op"] not in operations.OPERATIONS:
        return {"error": "unsupported"}
    try:
        start = time.perf_counter_ns()
        output = operations.answer(request["op"], request["input"])
        return {"output": output, "ns": time.perf_counter_ns() - start}
    except operations.Rejected as refusal:
        return {"error": "rejected", "reason": str(refusal)}


for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], **answer(request)}), flush=True)
