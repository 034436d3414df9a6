#!/usr/bin/env python3
"""What must hold of a stack whatever was asked for, read from what Terraform planned and applied on the stand-in.

    facts.py PLAN STATE CONTRACT     JSON of `terraform show`, and contract.json; says every fact that does not hold

The state is what a person would find in the account: values that are known only after an apply are made up there, and the
references between resources are real.
"""

import json
import sys
from collections import Counter

# Actions that know no resource, so that `*` is the only thing to write. Each is in the role that needs it and no other.
WITHOUT_RESOURCE = {
    "ecr:GetAuthorizationToken": "execution",
    "elasticloadbalancing:DescribeTargetHealth": "web-task",
    "logs:DescribeLogGroups": "task",
    "ssmmessages:CreateControlChannel": "task",
    "ssmmessages:CreateDataChannel": "task",
    "ssmmessages:OpenControlChannel": "task",
    "ssmmessages:OpenDataChannel": "task",
}
# Without tags in the provider's own schema, or named by what they hang on.
TAGGED_BY_NAME_ALONE = {"aws_lb_listener_rule"}


class Stack:
    def __init__(self, state):
        self.resources = list(self.walk(state["values"]["root_module"]))

    def walk(self, module):
        for resource in module.get("resources", []):
            yield resource["address"], resource["type"], resource["mode"], resource["values"]
        for child in module.get("child_modules", []):
            yield from self.walk(child)

    def all(self, kind, mode="managed"):
        return [(address, values) for address, found, where, values in self.resources if (found, where) == (kind, mode)]

    def containers(self):
        for address, values in self.all("aws_ecs_task_definition"):
            for container in json.loads(values["container_definitions"]):
                yield address, values, container


def planned(plan):
    actions = Counter(tuple(change["change"]["actions"]) for change in plan["resource_changes"] if change["mode"] == "managed")
    if set(actions) != {("create",)}:
        yield f"a first plan only creates, and this one does {dict(actions)}"


def environment(stack, contract):
    for address, _, container in stack.containers():
        role = container["name"]
        known = set(contract["environment"][role])
        for plan in contract["planned"].values():
            known |= {name for name, roles in plan.get("environment", {}).items() if role in roles}
        given = {entry["name"]: entry["value"] for entry in container["environment"]}
        for name in given.keys() - known:
            yield f"{address}: {name} is not in contract.json for the role {role}"
        secrets = {entry["name"] for entry in container["secrets"]}
        for name in secrets - set(contract["secrets"].values()):
            yield f"{address}: the secret {name} is not in contract.json"
        needed = {"web": {"RUSHES_BACKEND_URL", "RUSHES_PUBLIC_URL", "RUSHES_TRUSTED_PROXIES", "RUSHES_LISTEN"}, "backend": {"RUSHES_DATABASE", "RUSHES_LISTEN"}, "worker": {"RUSHES_BACKEND_URL"}, "migrate": {"RUSHES_DATABASE"}}[role]
        for name in needed - given.keys():
            yield f"{address}: {name} is missing, and the role {role} does not start without it"
        wanted = {"web": {"shared"}, "backend": {"shared", "database_password"}, "worker": {"shared"}, "migrate": {"database_password"}}[role]
        if secrets != {contract["secrets"][name] for name in wanted}:
            yield f"{address}: the role {role} has the secrets {sorted(secrets)}"
        stop = int(given[contract["stop"]["variable"]])
        if not stop < container["stopTimeout"] <= contract["stop"]["most_seconds"]:
            yield f"{address}: the program stops within {stop} s and is killed after {container['stopTimeout']} s"
        if "password" in given.get("RUSHES_DATABASE", "").split("?")[0] or ":" in given.get("RUSHES_DATABASE", "//").split("//")[1].split("@")[0]:
            yield f"{address}: the database's address holds a password"


def containers(stack, contract):
    for address, values, container in stack.containers():
        role = container["name"]
        closed = container["readonlyRootFilesystem"] and container["user"] == contract["image"]["user"] and container["linuxParameters"]["capabilities"]["drop"] == ["ALL"]
        if not closed:
            yield f"{address}: the container is not closed (read-only root, user, capabilities)"
        if not values["skip_destroy"]:
            yield f"{address}: its old revisions are deregistered, and no service can go back to one"
        if "@sha256:" not in container["image"]:
            yield f"{address}: the image is named by tag"
        if container["command"] != [role]:
            yield f"{address}: it runs {container['command']}"
        mapped = [port["containerPort"] for port in container["portMappings"]]
        wanted = [contract[role]["port"]] if "port" in contract.get(role, {}) else []
        if mapped != wanted:
            yield f"{address}: it maps {mapped}, and the role {role} listens on {wanted}"
        check = container.get("healthCheck")
        asked = check and check["command"]
        expected = wanted and ["CMD", contract["image"]["binary"], "healthcheck", "--url", f"http://127.0.0.1:{wanted[0]}{contract[role]['alive']}"]
        if (asked or []) != (expected or []):
            yield f"{address}: the container is asked {asked}"
        if not any(mount["containerPath"] == contract["image"]["data_dir"] for mount in container["mountPoints"]):
            yield f"{address}: {contract['image']['data_dir']} is not a volume, and the root is read-only"
        if container["logConfiguration"]["options"]["awslogs-group"] not in [group["name"] for _, group in stack.all("aws_cloudwatch_log_group")]:
            yield f"{address}: it logs to a group that is not there"


def services(stack, contract):
    groups = {values["arn"]: values for _, values in stack.all("aws_lb_target_group")}
    for address, values in stack.all("aws_ecs_service"):
        if values["network_configuration"][0]["assign_public_ip"]:
            yield f"{address}: its tasks have public addresses"
        if not values["deployment_circuit_breaker"][0]["rollback"] or not values["alarms"][0]["rollback"]:
            yield f"{address}: a bad deployment is not taken back"
        alarms = {alarm["alarm_name"] for _, alarm in stack.all("aws_cloudwatch_metric_alarm")}
        for name in set(values["alarms"][0]["alarm_names"]) - alarms:
            yield f"{address}: its deployment watches the alarm {name}, which is not there"
        for entry in values["load_balancer"]:
            role = address.split(".module.")[-1].split(".")[0]
            if entry["container_name"] != role or entry["container_port"] != contract[role]["port"]:
                yield f"{address}: it stands behind a group by {entry['container_name']}:{entry['container_port']}"
    if len({values["name"] for values in groups.values()}) != len(groups):
        yield "two target groups have one name"
    scaled = {values["resource_id"].rsplit("/", 1)[-1] for _, values in stack.all("aws_appautoscaling_target")}
    if scaled != {values["name"] for _, values in stack.all("aws_ecs_service")}:
        yield f"only {sorted(scaled)} can be scaled"
    policies = Counter((values["resource_id"].rsplit("-", 1)[-1], values["policy_type"]) for _, values in stack.all("aws_appautoscaling_policy"))
    if policies != {("web", "TargetTrackingScaling"): 2, ("backend", "TargetTrackingScaling"): 1, ("worker", "StepScaling"): 2}:
        yield f"the policies of scaling are {dict(policies)}"


def edge(stack, contract):
    balancers = [values for _, values in stack.all("aws_lb") if not values["internal"]]
    if len(balancers) != 1:
        yield f"{len(balancers)} load balancers are public"
    for values in balancers:
        web = contract["web"]
        if not 2 * web["ping_seconds"] < values["idle_timeout"] < web["keep_alive_seconds"]:
            yield f"the idle time-out of {values['idle_timeout']} s is not between two pings and the program's keep-alive"
        if not (values["access_logs"][0]["enabled"] and values["drop_invalid_header_fields"]):
            yield "the public load balancer keeps no log or takes invalid headers"
    groups = {values["name"].rsplit("-", 1)[-1]: values for _, values in stack.all("aws_lb_target_group") if "sticky" in values["name"] or "spread" in values["name"]}
    if set(groups) != {"sticky", "spread"}:
        yield f"the pages' target groups are {sorted(groups)}"
        return
    sticky, spread = (groups[name]["stickiness"][0] for name in ("sticky", "spread"))
    if not (sticky["enabled"] and sticky["type"] == "lb_cookie" and sticky["cookie_duration"] >= 86400):
        yield f"a browser does not stay on its task: {sticky}"
    if spread["enabled"]:
        yield "the group for tabs that go elsewhere has a cookie"
    for name, values in groups.items():
        check = values["health_check"][0]
        if check["path"] != contract["web"]["ready"] or check["matcher"] != "200" or not check["timeout"] < check["interval"]:
            yield f"{name}: the health check is {check}"
        if (values["target_type"], values["protocol"], values["protocol_version"], values["port"]) != ("ip", "HTTP", "HTTP1", contract["web"]["port"]):
            yield f"{name}: sockets cannot reach Fargate tasks through it"
    listeners = {values["port"]: values for _, values in stack.all("aws_lb_listener") if values["port"] in (80, 443)}
    if set(listeners) != {80, 443}:
        yield f"the public listeners are {sorted(listeners)}"
        return
    plain, secure = listeners[80]["default_action"], listeners[443]
    if [action["type"] for action in plain] != ["redirect"] or plain[0]["redirect"][0]["protocol"] != "HTTPS":
        yield "port 80 does more than redirect"
    if secure["protocol"] != "HTTPS" or "TLS13" not in secure["ssl_policy"] or not secure["certificate_arn"]:
        yield f"port 443 does not end modern TLS ({secure['ssl_policy']})"
    if secure["default_action"][-1]["target_group_arn"] != groups["sticky"]["arn"]:
        yield "pages do not go to the sticky group"
    paths = {path: values["action"][-1]["target_group_arn"] for _, values in stack.all("aws_lb_listener_rule") for part in values["condition"] for pattern in part["path_pattern"] for path in pattern["values"]}
    if paths.get(contract["planned"]["rejoins"]["path"]) != groups["spread"]["arn"]:
        yield f"rejoins do not go to the group without a cookie: {paths}"


def permissions(stack):
    documents = [(address, json.loads(values["policy"])) for address, values in stack.all("aws_iam_role_policy")]
    for address, document in documents:
        role = address.split(".module.")[-1].split(".")[0]
        place = f"{role}-{address.rsplit('.', 1)[-1].split('[')[0]}"
        for statement in document["Statement"]:
            for action in statement["Action"]:
                if "*" in action:
                    yield f"{address}: the action {action} is a wildcard"
                if "*" in statement["Resource"] and not place.endswith(WITHOUT_RESOURCE.get(action, "none")):
                    yield f"{address}: {action} is allowed on everything"
    for address, values in stack.all("aws_iam_role"):
        trust = json.loads(values["assume_role_policy"])["Statement"]
        if not all(any(entry[1] == "aws:SourceAccount" for entry in statement.get("Condition", [])) for statement in trust):
            yield f"{address}: anybody's service may take it"


def traffic(stack):
    open_doors = []
    for address, values in stack.all("aws_vpc_security_group_ingress_rule"):
        if values["cidr_ipv4"] == "0.0.0.0/0":
            open_doors.append(values["from_port"])
        if values["from_port"] != values["to_port"] or values["ip_protocol"] != "tcp":
            yield f"{address}: more than one port"
    if sorted(open_doors) != [80, 443]:
        yield f"the internet reaches the ports {sorted(open_doors)}"
    for address, values in stack.all("aws_vpc_security_group_egress_rule"):
        if values["cidr_ipv4"] == "0.0.0.0/0" and values["from_port"] != 443:
            yield f"{address}: a way out that is not TLS"
    for kind in ("aws_security_group", "aws_default_security_group"):
        for address, values in stack.all(kind):
            if values.get("ingress") or values.get("egress"):
                yield f"{address}: rules stand in traffic.tf and nowhere else"


def at_rest(stack):
    for address, values in stack.all("aws_db_instance"):
        if not values["storage_encrypted"] or values["publicly_accessible"] or not values["backup_retention_period"]:
            yield f"{address}: not encrypted, not private or not backed up"
        if not values["manage_master_user_password"]:
            yield f"{address}: its password passes through Terraform"
    for address, values in stack.all("aws_elasticache_replication_group"):
        if values["at_rest_encryption_enabled"] not in (True, "true") or not values["transit_encryption_enabled"]:
            yield f"{address}: not encrypted"
    buckets = Counter(kind for kind in ("aws_s3_bucket", "aws_s3_bucket_public_access_block", "aws_s3_bucket_server_side_encryption_configuration", "aws_s3_bucket_policy", "aws_s3_bucket_lifecycle_configuration") for _ in stack.all(kind))
    if len(set(buckets.values())) != 1:
        yield f"not every bucket is closed, encrypted, TLS only and tidied: {dict(buckets)}"
    for address, values in stack.all("aws_s3_bucket_policy"):
        if not any(statement.get("Effect") == "Deny" and ["Bool", "aws:SecureTransport", ["false"]] in statement["Condition"] for statement in json.loads(values["policy"])["Statement"]):
            yield f"{address}: takes requests without TLS"
    for address, values in stack.all("aws_cloudwatch_log_group"):
        if not values["kms_key_id"] or not values["retention_in_days"]:
            yield f"{address}: not encrypted, or kept for ever"


def tags(stack):
    for address, _, mode, values in stack.resources:
        if mode == "managed" and "tags" in values and not (values["tags"] or {}).get("Stack"):
            yield f"{address}: it does not say whose it is"


def broken(plan, state, contract):
    stack = Stack(state)
    yield from planned(plan)
    for check in (environment, containers, services, edge):
        yield from check(stack, contract)
    for check in (permissions, traffic, at_rest, tags):
        yield from check(stack)


def main():
    plan, state, contract = (json.load(open(path)) for path in sys.argv[1:4])
    found = list(broken(plan, state, contract))
    for sentence in found:
        print(f"  {sentence}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
