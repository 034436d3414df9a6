#!/usr/bin/env python3
"""A stand-in for the AWS provider. It knows the real one's schema (schema.py) and nothing else: it checks no value, asks
nobody and builds nothing. Terraform takes it for the real one, so that types, names and references are checked for real.

What it makes up for computed values is recognizable, and policy documents are rendered, so that what was applied on the
stand-in can be read back and looked at (facts.py).
"""

import json
import os
import threading
from concurrent import futures

import grpc
import msgpack
import tf.gen.tfplugin_pb2 as pb
import tf.gen.tfplugin_pb2_grpc as rpc

SCHEMA = json.loads(open(os.environ["STUB_SCHEMA"]).read())
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


def fill(schema, value, made_up, path):
    """Gives every computed attribute that has no value one."""
    if value is None or isinstance(value, msgpack.ExtType):
        return value
    for name, attr in schema["attributes"].items():
        missing = value.get(name) is None and attr.get("computed")
        if missing or isinstance(value.get(name), msgpack.ExtType):
            value[name] = made_up(f"{path}.{name}", attr["type"])
    for name, nested in schema["block_types"].items():
        inner = value.get(name)
        if isinstance(inner, list):
            value[name] = [fill(nested["block"], item, made_up, f"{path}.{name}") for item in inner]
        elif isinstance(inner, dict):
            value[name] = fill(nested["block"], inner, made_up, f"{path}.{name}")
    return value


def later(_path, _kind):
    return UNKNOWN


def invented(path, kind):
    name = path.rsplit(".", 1)[-1]
    if kind == "string":
        return f"arn:aws:stub:{REGION}:{ACCOUNT}:{path}" if name.endswith("arn") else path
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
        made = fill(SCHEMA["resource"][request.type_name], planned, invented, request.type_name)
        return pb.ApplyResourceChange.Response(new_state=encode(made))

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


def shut_down(request, context):
    """Terraform asks for this and waits two seconds where nobody answers; dozens of starts would wait a minute."""
    threading.Timer(0.01, lambda: os._exit(0)).start()
    return b""


def main():
    unlimited = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]
    server = grpc.server(futures.ThreadPoolExecutor(8), options=unlimited)
    rpc.add_ProviderServicer_to_server(Provider(), server)
    shutdown = {"Shutdown": grpc.unary_unary_rpc_method_handler(shut_down)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("plugin.GRPCController", shutdown),))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    # The handshake: core protocol 1, provider protocol 6, where to call.
    print(f"1|6|tcp|127.0.0.1:{port}|grpc|", flush=True)
    server.wait_for_termination()


if __name__ == "__main__":
    main()
