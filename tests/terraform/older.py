#!/usr/bin/env python3
"""Our modules, less what an older provider does not know: for the one real provider that can be had from a package index.

Reads the older provider's own schema and takes out of each resource the options, blocks and whole resources that are not
in it. Nothing else is changed, so that what is applied is what stands in terraform/. It says what it took out.

    older.py SCHEMA TREE...     SCHEMA is the answer of `terraform providers schema -json`
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

# Terraform's own, in any resource.
META = {"count", "for_each", "depends_on", "provider", "lifecycle", "provisioner", "connection"}
HEAD = re.compile(r'^(resource|data) "(\w+)" "(\w+)" \{$')
ATTRIBUTE = re.compile(r"^\s*(\w+)\s*=")
BLOCK = re.compile(r'^\s*(?:dynamic "(\w+)"|(\w+)) \{')
# What was called otherwise then, or did not exist.
RENAMED = [
    (r"data\.aws_region\.current\.region", "data.aws_region.current.name"),
    ('"BucketOwnerEnforced"', '"BucketOwnerPreferred"'),
    (r'\bdomain\s*= "vpc"', "vpc = true"),
]


def depth(line):
    """How many brackets a line opens more than it closes, outside of text."""
    bare = re.sub(r"#.*$", "", re.sub(r'"(\\.|[^"\\])*"', '""', line))
    return sum(bare.count(c) for c in "{[(") - sum(bare.count(c) for c in "}])")


def span(lines, start):
    """The lines of the attribute or block that begins there."""
    end, level = start, depth(lines[start])
    while level > 0:
        end += 1
        level += depth(lines[end])
    return end + 1


def body(lines, schema, place, dropped):
    kept, at = [], 0
    attributes, blocks = schema.get("attributes", {}), schema.get("block_types", {})
    while at < len(lines):
        line, end = lines[at], at + 1
        attribute, block = ATTRIBUTE.match(line), BLOCK.match(line)
        if attribute:
            end = span(lines, at)
            option = attributes.get(attribute.group(1), {})
            if attribute.group(1) not in META and not (option.get("optional") or option.get("required")):
                dropped[f"{place}.{attribute.group(1)}"] += 1
                at = end
                continue
            kept += lines[at:end]
        elif block:
            end = span(lines, at)
            name, inner = block.group(1) or block.group(2), lines[at + 1 : end - 1]
            if name in META:
                kept += lines[at:end]
            elif name not in blocks:
                dropped[f"{place}.{name}"] += 1
            elif end == at + 1:
                kept.append(line)
            elif block.group(1):
                kept += [line, *dynamic(inner, blocks[name]["block"], f"{place}.{name}", dropped), lines[end - 1]]
            else:
                kept += [line, *body(inner, blocks[name]["block"], f"{place}.{name}", dropped), lines[end - 1]]
        else:
            kept.append(line)
        at = end
    return kept


def dynamic(lines, schema, place, dropped):
    """Only what is in `content` is the provider's."""
    start = next(at for at, line in enumerate(lines) if line.strip() == "content {")
    end = span(lines, start)
    return [*lines[: start + 1], *body(lines[start + 1 : end - 1], schema, place, dropped), *lines[end - 1 :]]


def convert(text, schema, dropped):
    for new, old in RENAMED:
        text = re.sub(new, old, text)
    lines, kept, at = text.split("\n"), [], 0
    while at < len(lines):
        head = HEAD.match(lines[at])
        if not head:
            kept.append(lines[at])
            at += 1
            continue
        end = span(lines, at)
        home, kind, name = head.groups()
        known = schema["resource_schemas" if home == "resource" else "data_source_schemas"].get(kind)
        if known is None:
            dropped[f"{kind} (all of it)"] += 1
        else:
            kept += [lines[at], *body(lines[at + 1 : end - 1], known["block"], kind, dropped), lines[end - 1]]
        at = end
    text = "\n".join(kept)
    # Nothing can depend on what is not there.
    for kind in [name.split(" ")[0] for name in dropped if name.endswith("(all of it)")]:
        text = re.sub(rf"^\s*depends_on\s*=\s*\[{kind}\.\w+\]\n", "", text, flags=re.M)
    return text.replace('version = "~> 6.62"', 'version = "3.39.0"')


def main():
    schema = json.loads(Path(sys.argv[1]).read_text())["provider_schemas"]["registry.terraform.io/hashicorp/aws"]
    dropped = Counter()
    for tree in sys.argv[2:]:
        for path in sorted(Path(tree).glob("*.tf")):
            path.write_text(convert(path.read_text(), schema, dropped))
    for name, count in sorted(dropped.items()):
        print(f"  left out: {name}{'' if count == 1 else f' ({count} times)'}")


if __name__ == "__main__":
    main()
