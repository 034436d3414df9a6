#!/usr/bin/env python3
"""The tables of terraform/'s pages, from the code: inputs, outputs, and what the program does not do yet.

A page says where a table belongs by a pair of comments, `<!-- inputs -->` and `<!-- end -->`; what is between them is
written here.

    docs.py TREE            writes them
    docs.py --check TREE    says which pages are stale, and changes nothing
"""

import json
import re
import sys
from pathlib import Path

import hcl2

MARK = re.compile(r"<!-- (inputs|outputs|unmet) -->\n.*?<!-- end -->", re.S)


def blocks(folder, kind):
    """Name and body of every block of a kind, in the order in which they are written."""
    for path in sorted(folder.glob("*.tf"), key=lambda path: (path.name != "variables.tf", path.name)):
        with path.open() as text:
            for block in hcl2.load(text).get(kind, []):
                for name, body in block.items():
                    yield name.strip('"'), body


def text(value):
    return str(value).strip('"').replace('\\"', '"').replace("|", "\\|")


def typed(value):
    """The type's name; the fields of an object follow its description."""
    kind = text(value).removeprefix("${").removesuffix("}")
    return re.split(r"\(\s*\{", kind)[0] if "{" in kind else kind


def split(inside):
    """Parts between commas that stand in no bracket and no text."""
    parts, level, quoted, start = [], 0, False, 0
    for at, char in enumerate(inside):
        quoted ^= char == '"'
        level += 0 if quoted else (char in "({[") - (char in ")}]")
        if char == "," and level == 0 and not quoted:
            parts.append(inside[start:at].strip())
            start = at + 1
    return [*parts, inside[start:].strip()]


def fields(kind):
    """Each field of an object with its default; what is in brackets is a field's own fields."""
    found = re.match(r"(?:\$\{)?(?:map\()?object\(\{(.*)\}\)+\}?$", str(kind), re.S)
    for field in split(found.group(1)) if found else []:
        name, shape = (part.strip() for part in field.split("=", 1))
        optional = re.match(r"optional\((.*)\)$", shape, re.S)
        inner, *preset = split(optional.group(1)) if optional else [shape]
        nested = ", ".join(fields(inner))
        if nested:
            yield f"`{name}` ({nested})"
        elif preset:
            yield f"`{name}` {preset[0].strip(chr(34)) or 'empty'}"
        else:
            yield f"`{name}`{'' if optional else ' **required**'}"


def default(body):
    if "default" not in body:
        return "**required**"
    value = body["default"]
    if value is None or value == "null":
        return "`null`"
    return f"`{json.dumps(value).strip(chr(34)).replace(chr(92), '').strip(chr(34)) if isinstance(value, str) else json.dumps(value).replace(chr(92) + chr(34), '')}`"


def inputs(folder):
    yield "| input | type | default | what it is |"
    yield "|---|---|---|---|"
    for name, body in blocks(folder, "variable"):
        inside = ", ".join(fields(body["type"]))
        about = text(body["description"]) + (f"<br>{inside}" if inside else "")
        yield f"| `{name}` | `{typed(body['type'])}` | {default(body)} | {about} |"


def outputs(folder):
    yield "| output | what it is |"
    yield "|---|---|"
    for name, body in blocks(folder, "output"):
        yield f"| `{name}` | {text(body['description'])} |"


def unmet(folder):
    plans = json.loads((folder / "contract.json").read_text())["planned"]
    yield "| | what the stack prepares for | until the program does it |"
    yield "|---|---|---|"
    for name, plan in plans.items():
        if not plan["met"]:
            yield f"| {name} | {plan['what']} | {plan['until_then']} |"


TABLES = {"inputs": inputs, "outputs": outputs, "unmet": unmet}


def written(page):
    def table(match):
        rows = "\n".join(TABLES[match.group(1)](page.parent))
        return f"<!-- {match.group(1)} -->\n{rows}\n<!-- end -->"

    return MARK.sub(table, page.read_text())


def main():
    check, tree = sys.argv[1] == "--check", Path(sys.argv[-1])
    stale = []
    for page in sorted(tree.rglob("README.md")):
        new = written(page)
        if new == page.read_text():
            continue
        stale.append(page)
        if not check:
            page.write_text(new)
    for page in stale:
        print(f"  {page.relative_to(tree)} {'is stale: run tests/terraform/run --docs' if check else 'was written'}")
    sys.exit(1 if check and stale else 0)


if __name__ == "__main__":
    main()
