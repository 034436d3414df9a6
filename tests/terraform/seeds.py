#!/usr/bin/env python3
"""Breaks terraform/ in a copy, one mistake at a time, and looks whether the check finds it.

Two kinds: every rule of the tree (a `validation` or `precondition`) is taken out once, and its module's tests must miss it;
and the mistakes of mistakes.json, each of the kind that has cost somebody a night, must be found by validity, tests, facts
or format. What is not found is a hole in the check, and fails it.

    seeds.py ROOT WORK [PART OF A NAME]
"""

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT, WORK = Path(sys.argv[1]), Path(sys.argv[2])
HERE = ROOT / "tests/terraform"
ONLY = sys.argv[3] if len(sys.argv) > 3 else ""
RULE = re.compile(r"^( *)(validation|precondition) \{\n.*?^\1\}\n", re.S | re.M)


def terraform(folder, *args):
    return subprocess.run(["terraform", *args, "-no-color"], cwd=folder, capture_output=True, text=True)


def copy(to):
    def left_out(_, names):
        return [name for name in names if name == ".terraform" or name.startswith(".") or "tfstate" in name]

    shutil.copytree(ROOT / "terraform", to, ignore=left_out)


def rules():
    """Every rule as (name, file, text without it, folder of its tests)."""
    for path in sorted((ROOT / "terraform").rglob("*.tf")):
        relative = path.relative_to(ROOT / "terraform")
        if relative.parts[0] in ("examples", "environments", "bootstrap"):
            continue
        whole = path.read_text()
        for match in RULE.finditer(whole):
            line = whole.count("\n", 0, match.start()) + 1
            yield f"{relative}:{line}", relative, whole[: match.start()] + whole[match.end() :], relative.parent


def mistakes():
    for seed in json.loads((HERE / "mistakes.json").read_text()):
        relative = Path(seed["file"])
        whole = (ROOT / "terraform" / relative).read_text()
        if whole.count(seed["from"]) < 1:
            sys.exit(f"mistakes.json: {seed['name']}: `{seed['from']}` is not in {relative}")
        yield seed["name"], relative, whole.replace(seed["from"], seed["to"], 1), relative.parent


def found(tree, folder, with_facts):
    """What finds it, or None."""
    place = tree / folder
    if terraform(tree, "fmt", "-check", "-recursive").returncode:
        return "format"
    if terraform(place, "init", "-backend=false").returncode or terraform(place, "validate").returncode:
        return "validate"
    if terraform(place, "test").returncode:
        return "tests"
    if not with_facts:
        return None
    example = tree / "examples/complete"
    terraform(example, "init", "-backend=false")
    if terraform(example, "plan", "-out=plan").returncode or terraform(example, "apply", "plan").returncode:
        return "plan"
    for name, args in (("plan.json", ["show", "-json", "plan"]), ("state.json", ["show", "-json"])):
        (example / name).write_text(terraform(example, *args).stdout)
    facts = [sys.executable, HERE / "facts.py", "plan.json", "state.json", ROOT / "terraform/contract.json"]
    return "facts" if subprocess.run(facts, cwd=example, capture_output=True).returncode else None


def sow(seed):
    (name, relative, text, folder), with_facts = seed
    tree = WORK / re.sub(r"\W", "_", name)
    copy(tree)
    (tree / relative).write_text(text)
    finder = found(tree, folder, with_facts)
    shutil.rmtree(tree)
    return name, finder


def main():
    WORK.mkdir(parents=True, exist_ok=True)
    seeds = [(seed, False) for seed in rules()] + [(seed, True) for seed in mistakes()]
    seeds = [seed for seed in seeds if ONLY in seed[0][0]]
    missed, finders = [], {}
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for name, finder in pool.map(sow, seeds):
            finders[finder] = finders.get(finder, 0) + 1
            if finder is None:
                missed.append(name)
                print(f"  not found: {name}", flush=True)
    by = ", ".join(f"{count} by {finder}" for finder, count in sorted(finders.items(), key=str) if finder)
    print(f"  {len(seeds) - len(missed)} of {len(seeds)} mistakes were found: {by}")
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
