"""Writes the vector files: python3 generate.py DIRECTORY.

With --sample N in place of the directory it writes nothing: it answers every Nth case
of each operation, and compares that and the list of all cases with the files there are.

The right answers come from amazon-cognito-identity-js, asked through its adapter,
where it can express the case, and from the formulas (formulas.py). Any difference
between the two, or from a published number, ends the run.
"""

import json
import multiprocessing
import pathlib
import subprocess
import sys

import cases
import formulas as f
import notes
import operations
import published
import search
import wrong

HERE = pathlib.Path(__file__).parent
ADAPTER = HERE.parents[1] / "ci" / "interop" / "adapters" / "identity-js.mjs"
PACKAGE = "amazon-cognito-identity-js 6.3.21"
FORMULAS = "formulas.py"
WORKERS = 2
# How many cases of an operation list the paths that are always wrong too.
THOROUGH = {"client_public": 2, "scrambling": 3, "session_key": 3, "premaster": 1, "verifier": 2, "signature": 2}


def identifier(case):
    """A stable id: of the operation and its input, whatever the rest of the file."""
    fields = "".join(f"{name}={value}\0" for name, value in sorted(case["input"].items()))
    digest = f.H(case["op"].encode(), b"\n", fields.encode()).hex()
    return f"{case['op']}-{digest[:12]}"


def gathered():
    """Every case once, with its sources; a case that is asked for twice keeps both comments."""
    by_id = {}
    for case in cases.generated():
        known = by_id.setdefault(identifier(case), {**case, "source": None})
        if known["input"] is not case["input"]:
            known["comment"] += "; " + case["comment"]
            known["flags"] += case["flags"]
    for source, case, output in published.cases():
        known = by_id.setdefault(identifier(case), {**case, "source": source})
        known["published"] = output
        known["flags"] += [flag for flag in case["flags"] if flag not in known["flags"]]
    return [{**case, "id": name} for name, case in by_id.items()]


def edge_flags(values):
    return [notes.flag_of(name, edge) for name in search.WIDTH if name in values
            for edge in sorted(search.edges_of(name, values[name]))]


def answered(task):
    """A case with its right answer, its edge flags and its wrong paths."""
    case, thorough = task
    if thorough:
        case["flags"].append("Always")
    try:
        values = operations.trace(case["op"], case["input"])
    except operations.Rejected as refusal:
        assert "invalid" in case, f"{case['comment']}: {refusal}"
        return case
    assert "invalid" not in case, f"{case['comment']}: the formulas do not refuse it"
    case["output"] = operations.written(case["op"], values)
    case["flags"] += edge_flags(values)
    case["wrongPaths"] = wrong.listed(case["op"], case["input"], case["output"], thorough)
    return case


def tasks(gathered_cases):
    seen = {}
    for case in gathered_cases:
        leg = (case["op"], "deviceKey" in case["input"])
        valid = "invalid" not in case and case["source"] is None
        seen[leg] = seen.get(leg, 0) + valid
        yield case, valid and case["op"] in wrong.ALWAYS and seen[leg] <= THOROUGH.get(case["op"], 2)


def ask_package(asked):
    """What the package answers to some cases, by id."""
    requests = "".join(json.dumps({"id": case["id"], "op": case["op"], "input": case["input"]}) + "\n" for case in asked)
    answer = subprocess.run(["node", str(ADAPTER)], input=requests, capture_output=True, text=True, check=True)
    return {line["id"]: line for line in map(json.loads, answer.stdout.splitlines())}


def confirm(case, answer):
    """Compares a case with the package and with what was published."""
    assert case.get("published", case.get("output")) == case.get("output"), f"{case['id']}: {case['source']} differs"
    case["confirmedBy"] = [FORMULAS]
    if answer.get("error") == "unsupported":
        return
    if "invalid" in case:
        if answer.get("error") == "rejected":
            case["confirmedBy"].insert(0, PACKAGE)
        return
    assert answer.get("output") == case["output"], f"{case['id']}: the package gives {answer}"
    case["confirmedBy"].insert(0, PACKAGE)


def test_of(case):
    test = {"id": case["id"], "comment": case["comment"], "flags": sorted(set(case["flags"])), "input": case["input"]}
    if "invalid" in case:
        return {**test, "result": "invalid", "reason": case["invalid"]}
    test.update(result="valid", output=case["output"])
    if case["wrongPaths"]:
        test["wrongPaths"] = case["wrongPaths"]
    return test


def document(op, op_cases):
    """The file of one operation: cases in groups of one origin and one confirmation."""
    groups = {}
    for case in op_cases:
        key = (case["source"] or "", tuple(case["confirmedBy"]))
        groups.setdefault(key, []).append(test_of(case))
    flags = sorted({flag for tests in groups.values() for test in tests for flag in test["flags"]})
    return {
        "schema": "schema.json",
        "op": op,
        "numberOfTests": sum(map(len, groups.values())),
        "notes": {flag: notes.note_of(flag) for flag in flags},
        "testGroups": [
            {"source": source or "generated", "confirmedBy": list(confirmed), "tests": tests}
            for (source, confirmed), tests in sorted(groups.items())
        ],
    }


def written(value, indent=0):
    """JSON with a line for each case's field: short diffs, and no line for each small thing."""
    if indent < 5 and isinstance(value, (dict, list)) and value and any(isinstance(v, (dict, list)) for v in items(value)):
        inner = ",\n".join(" " * (indent + 1) + entry for entry in entries(value, indent + 1))
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        return f"{opening}\n{inner}\n{' ' * indent}{closing}"
    return json.dumps(value, ensure_ascii=False)


def items(value):
    return value.values() if isinstance(value, dict) else value


def entries(value, indent):
    if isinstance(value, list):
        return [written(entry, indent) for entry in value]
    return [f"{json.dumps(name)}: {written(entry, indent)}" for name, entry in value.items()]


def solve(asked):
    """The cases of tasks with their answers, confirmed."""
    with multiprocessing.Pool(WORKERS) as pool:
        solved = pool.map(answered, asked, chunksize=8)
        answers = {}
        for part in pool.map(ask_package, [solved[start::WORKERS] for start in range(WORKERS)]):
            answers.update(part)
    for case in solved:
        confirm(case, answers[case["id"]])
    return solved


def compare(step):
    every = list(tasks(gathered()))
    asked = [task for op in operations.OPERATIONS for task in [task for task in every if task[0]["op"] == op][::step]]
    published_tests = {}
    for op in operations.OPERATIONS:
        for group in json.loads((HERE.parent / f"{op}.json").read_text())["testGroups"]:
            for test in group["tests"]:
                published_tests[test["id"]] = (test, group["source"], group["confirmedBy"])
    ids = {case["id"] for case, _ in every}
    differing = sorted(ids ^ published_tests.keys())
    for case in solve(asked):
        fresh = (test_of(case), case["source"] or "generated", case["confirmedBy"])
        if published_tests.get(case["id"]) != fresh:
            differing.append(case["id"])
    print(f"{len(asked)} of {len(every)} cases answered anew, {len(differing)} differ", *differing[:9], file=sys.stderr)
    return not differing


def main(directory):
    solved = solve(list(tasks(gathered())))
    for op in operations.OPERATIONS:
        op_cases = [case for case in solved if case["op"] == op]
        (pathlib.Path(directory) / f"{op}.json").write_text(written(document(op, op_cases)) + "\n")
    confirmed = sum(PACKAGE in case["confirmedBy"] for case in solved)
    print(f"{len(solved)} cases; {confirmed} agreed between {PACKAGE} and {FORMULAS}, 0 differ", file=sys.stderr)


if __name__ == "__main__":
    if sys.argv[1] == "--sample":
        sys.exit(0 if compare(int(sys.argv[2])) else 1)
    main(sys.argv[1])
