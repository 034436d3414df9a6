#!/usr/bin/env python3
"""A stand-in for the AWS provider. It knows the real one's schema (schema.py) and nothing else: it checks no value, asks
nobody and builds nothing. Terraform takes it for the real one, so that types, names and references are checked for real.

It is started once and Terraform is told where it listens (TF_REATTACH_PROVIDERS): a process of its own for each of a
hundred short runs would take most of their time.

    provider.py SCHEMA ADDRESS       serves until it is ended; writes what Terraform is to be told to ADDRESS

What it makes up for computed values is recognizable, and policy documents are rendered, so that what was applied on the
stand-in can be read back and looked at (facts.py).
"""

import functools
import itertools
import json
import os
import re
import sys
from concurrent import futures
from pathlib import Path

import grpc
import msgpack
import tf.gen.tfplugin_pb2 as pb
import tf.gen.tfplugin_pb2_grpc as rpc

SCHEMA = json.loads(Path(sys.argv[1]).read_text())
NESTING = {"single": 1, "list": 2, "set": 3, "map": 4}
ACCOUNT, REGION = "123456789012", "eu-central-1"
UNKNOWN = msgpack.ExtType(0, b"\0")
# What other values are made of has to look like itself.
KNOWN = {
    "aws_caller_identity": {"account_id": ACCOUNT},
    "aws_region": {"region": REGION, "name": REGION, "id": REGION},
    "aws_partition": {"partition": "aws", "dns_suffix": "amazonaws.com"},
    "aws_availability_zones": {"names": [f"{REGION}{letter}" for letter in "abc"]},
    "aws_subnet": {"cidr_block": "10.0.0.0/24"},
}


def block_of(schema):
    block = pb.Schema.Block(version=0)
    for name, attr in schema["attributes"].items():
        flags = {flag: attr.get(flag, False) for flag in ("required", "optional", "computed")}
        block.attributes.append(pb.Schema.Attribute(name=name, type=json.dumps(attr["type"]).encode(), **flags))
    for name, nested in schema["block_types"].items():
        limits = {limit: nested.get(limit, 0) for limit in ("min_items", "max_items")}
        block.block_types.append(
            pb.Schema.NestedBlock(type_name=name, block=block_of(nested["block"]), nesting=NESTING[nested["nesting_mode"]], **limits)
        )
    return block


def schema_of(schema):
    return pb.Schema(version=0, block=block_of(schema))


def decode(value):
    return msgpack.unpackb(value.msgpack, raw=False, strict_map_key=False) if value.msgpack else None


def encode(value):
    return pb.DynamicValue(msgpack=msgpack.packb(value, use_bin_type=True))


def fill(schema, value, made_up, path, in_set=False):
    """Gives every computed attribute that has no value one."""
    if value is None or isinstance(value, msgpack.ExtType):
        return value
    for name, attr in schema["attributes"].items():
        # An element of a set is known by its value: a made-up part would make another element of it at the next plan.
        missing = value.get(name) is None and attr.get("computed") and not (in_set and attr.get("optional"))
        if missing or isinstance(value.get(name), msgpack.ExtType):
            value[name] = made_up(f"{path}.{name}", attr["type"])
    for name, nested in schema["block_types"].items():
        inner, deep = value.get(name), in_set or nested["nesting_mode"] == "set"
        if isinstance(inner, list):
            value[name] = [fill(nested["block"], item, made_up, f"{path}.{name}", deep) for item in inner]
        elif isinstance(inner, dict):
            value[name] = fill(nested["block"], inner, made_up, f"{path}.{name}", deep)
    return value


def later(_path, _kind):
    return UNKNOWN


NUMBERS = itertools.count(1)


def made(path, kind):
    """A value that no other resource has: references are compared by it."""
    return invented(f"{path}-{next(NUMBERS)}", kind)


def invented(path, kind):
    if kind == "string":
        is_arn = re.search(r"arn(-\d+)?$", path)
        return f"arn:aws:stub:{REGION}:{ACCOUNT}:{path}" if is_arn else path
    if kind in ("number", "bool"):
        return 0 if kind == "number" else False
    if kind == "dynamic":
        return [b'"string"', path]
    if kind[0] == "map":
        return {}
    if kind[0] == "object":
        return {key: invented(f"{path}.{key}", inner) for key, inner in kind[1].items()}
    # One element, so that what asks for the first gets it; text alone would be a name that is none.
    return [invented(path, kind[1])] if isinstance(kind[1], list) else []


def policy(config):
    """The JSON that the real provider renders from a policy document, as far as ours use it."""
    statements = []
    for item in config["statement"] or []:
        statement = {"Sid": item["sid"], "Effect": item["effect"] or "Allow", "Action": item["actions"], "Resource": item["resources"]}
        if item["principals"]:
            statement["Principal"] = {one["type"]: one["identifiers"] for one in item["principals"]}
        if item["condition"]:
            statement["Condition"] = [[one["test"], one["variable"], one["values"]] for one in item["condition"]]
        statements.append({key: value for key, value in statement.items() if value})
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


class Provider(rpc.ProviderServicer):
    def GetMetadata(self, request, context):
        return pb.GetMetadata.Response(
            server_capabilities=pb.ServerCapabilities(get_provider_schema_optional=False),
            resources=[pb.GetMetadata.ResourceMetadata(type_name=name) for name in SCHEMA["resource"]],
            data_sources=[pb.GetMetadata.DataSourceMetadata(type_name=name) for name in SCHEMA["data"]],
        )

    def GetProviderSchema(self, request, context):
        return self.schema()

    @functools.cache
    def schema(self):
        return pb.GetProviderSchema.Response(
            provider=schema_of(SCHEMA["provider"]),
            resource_schemas={name: schema_of(schema) for name, schema in SCHEMA["resource"].items()},
            data_source_schemas={name: schema_of(schema) for name, schema in SCHEMA["data"].items()},
        )

    def ValidateProviderConfig(self, request, context):
        return pb.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, request, context):
        return pb.ValidateResourceConfig.Response()

    def ValidateDataResourceConfig(self, request, context):
        return pb.ValidateDataResourceConfig.Response()

    def ConfigureProvider(self, request, context):
        return pb.ConfigureProvider.Response()

    def UpgradeResourceState(self, request, context):
        return pb.UpgradeResourceState.Response(upgraded_state=pb.DynamicValue(json=request.raw_state.json))

    def ReadResource(self, request, context):
        return pb.ReadResource.Response(new_state=request.current_state)

    def PlanResourceChange(self, request, context):
        wanted, prior = decode(request.proposed_new_state), decode(request.prior_state)
        if wanted is None or prior is not None:
            return pb.PlanResourceChange.Response(planned_state=request.proposed_new_state)
        planned = fill(SCHEMA["resource"][request.type_name], wanted, later, request.type_name)
        return pb.PlanResourceChange.Response(planned_state=encode(planned))

    def ApplyResourceChange(self, request, context):
        planned = decode(request.planned_state)
        if planned is None:
            return pb.ApplyResourceChange.Response(new_state=request.planned_state)
        built = fill(SCHEMA["resource"][request.type_name], planned, made, request.type_name)
        return pb.ApplyResourceChange.Response(new_state=encode(built))

    def ReadDataSource(self, request, context):
        config = decode(request.config)
        known = dict(KNOWN.get(request.type_name, {}))
        if request.type_name == "aws_iam_policy_document":
            known["json"] = policy(config)
        config.update({name: value for name, value in known.items() if config.get(name) is None})
        read = fill(SCHEMA["data"][request.type_name], config, invented, request.type_name)
        return pb.ReadDataSource.Response(state=encode(read))

    def GetFunctions(self, request, context):
        return pb.GetFunctions.Response()

    def StopProvider(self, request, context):
        return pb.StopProvider.Response()


def main():
    unlimited = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
    server = grpc.server(futures.ThreadPoolExecutor(16), options=unlimited)
    rpc.add_ProviderServicer_to_server(Provider(), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    reattach = {
        "Protocol": "grpc",
        "ProtocolVersion": 6,
        "Pid": os.getpid(),
        "Test": True,  # It outlives the runs that use it.
        "Addr": {"Network": "tcp", "String": f"127.0.0.1:{port}"},
    }
    # Renamed into place, so that who waits for it never reads half of it.
    written = Path(sys.argv[2] + ".new")
    written.write_text(json.dumps({"registry.terraform.io/hashicorp/aws": reattach}))
    written.rename(sys.argv[2])
    server.wait_for_termination()


if __name__ == "__main__":
    main()
