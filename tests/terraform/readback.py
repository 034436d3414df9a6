#!/usr/bin/env python3
"""Reads back what was built on the emulation, as an operator would: with AWS's own client.

    readback.py ENDPOINT CONTRACT
"""

import json
import sys

import boto3


def main():
    endpoint, contract = sys.argv[1], json.load(open(sys.argv[2]))
    session = boto3.Session(aws_access_key_id="none", aws_secret_access_key="none", region_name="eu-central-1")
    client = {name: session.client(name, endpoint_url=endpoint) for name in ("elbv2", "ecs", "application-autoscaling", "iam", "servicediscovery", "route53", "s3", "cloudwatch")}
    failures, facts = [], 0

    def fact(sentence, found, wanted=True):
        nonlocal facts
        facts += 1
        if found != wanted:
            failures.append(f"{sentence}: {found!r} instead of {wanted!r}")

    elb, web = client["elbv2"], contract["web"]
    balancer = elb.describe_load_balancers(Names=["rushes"])["LoadBalancers"][0]
    arn = balancer["LoadBalancerArn"]
    options = {entry["Key"]: entry["Value"] for entry in elb.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]}
    fact("its patience", int(options["idle_timeout.timeout_seconds"]), min(120, web["keep_alive_seconds"] - 15))
    fact("invalid headers are dropped", options["routing.http.drop_invalid_header_fields.enabled"], "true")
    fact("access logs are on", options["access_logs.s3.enabled"], "true")

    groups = {group["TargetGroupName"].removeprefix("rushes-"): group for group in elb.describe_target_groups()["TargetGroups"]}
    for name, sticky in (("sticky", "true"), ("spread", "false")):
        group = groups[name]
        options = {entry["Key"]: entry["Value"] for entry in elb.describe_target_group_attributes(TargetGroupArn=group["TargetGroupArn"])["Attributes"]}
        fact(f"{name}: has a cookie", options["stickiness.enabled"], sticky)
        fact(f"{name}: whose cookie", options["stickiness.type"], "lb_cookie")
        if sticky == "true":
            fact(f"{name}: the cookie's life", options["stickiness.lb_cookie.duration_seconds"], "86400")
        fact(f"{name}: deregistration delay", options["deregistration_delay.timeout_seconds"], "60")
        fact(f"{name}: algorithm", options["load_balancing.algorithm.type"], "least_outstanding_requests")
        fact(f"{name}: health", (group["HealthCheckPath"], group["Matcher"]["HttpCode"], group["HealthCheckIntervalSeconds"], group["HealthCheckTimeoutSeconds"]), (web["ready"], "200", 10, 5))
        fact(f"{name}: targets", (group["TargetType"], group["Port"], group["ProtocolVersion"]), ("ip", web["port"], "HTTP1"))

    listeners = {listener["Port"]: listener for listener in elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]}
    fact("listeners", sorted(listeners), [80, 443])
    plain, secure = listeners[80]["DefaultActions"], listeners[443]
    fact("80 redirects", [(action["Type"], action["RedirectConfig"]["Protocol"], action["RedirectConfig"]["StatusCode"]) for action in plain], [("redirect", "HTTPS", "HTTP_301")])
    fact("443 ends TLS", (secure["Protocol"], secure["SslPolicy"], len(secure["Certificates"])), ("HTTPS", "ELBSecurityPolicy-TLS13-1-2-2021-06", 1))
    fact("443 forwards", [action.get("TargetGroupArn") for action in secure["DefaultActions"]], [groups["sticky"]["TargetGroupArn"]])
    rules = [rule for rule in elb.describe_rules(ListenerArn=secure["ListenerArn"])["Rules"] if not rule["IsDefault"]]
    fact("rejoins", [(rule["Conditions"][0]["PathPatternConfig"]["Values"], rule["Actions"][0]["TargetGroupArn"]) for rule in rules], [([contract["planned"]["rejoins"]["path"]], groups["spread"]["TargetGroupArn"])])

    ecs = client["ecs"]
    services = {service["serviceName"]: service for service in ecs.describe_services(cluster="rushes", services=["rushes-web", "rushes-backend", "rushes-worker"])["services"]}
    fact("services", sorted(services), ["rushes-backend", "rushes-web", "rushes-worker"])
    behind = {(entry["targetGroupArn"], entry["containerName"], entry["containerPort"]) for entry in services["rushes-web"]["loadBalancers"]}
    fact("web stands behind both groups", behind, {(groups[name]["TargetGroupArn"], "web", web["port"]) for name in ("sticky", "spread")})
    for role in ("web", "backend", "worker"):
        task = ecs.describe_task_definition(taskDefinition=f"rushes-{role}")["taskDefinition"]
        container = task["containerDefinitions"][0]
        given = {entry["name"]: entry["value"] for entry in container["environment"]}
        fact(f"{role}: closed", (container["readonlyRootFilesystem"], container["user"]), (True, contract["image"]["user"]))
        fact(f"{role}: stops in time", (given[contract["stop"]["variable"]], container["stopTimeout"]), ("55", 60))
        fact(f"{role}: the secret is named", [entry["name"] for entry in container["secrets"]], [contract["secrets"]["shared"]])
        if role != "backend":
            fact(f"{role}: where the backend is", given["RUSHES_BACKEND_URL"], f"http://backend.rushes.internal:{contract['backend']['port']}")

    scaling = client["application-autoscaling"]
    targets = {target["ResourceId"]: (target["MinCapacity"], target["MaxCapacity"]) for target in scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]}
    fact("how many tasks", targets, {"service/rushes/rushes-web": (2, 8), "service/rushes/rushes-backend": (1, 1), "service/rushes/rushes-worker": (1, 8)})
    policies = {policy["PolicyName"]: policy for policy in scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]}
    fact("policies of scaling", sorted(policies), ["rushes-backend-cpu", "rushes-web-cpu", "rushes-web-sessions", "rushes-worker-fewer", "rushes-worker-more"])
    tracking = policies["rushes-web-sessions"]["TargetTrackingScalingPolicyConfiguration"]
    fact("web keeps to", (tracking["TargetValue"], tracking["CustomizedMetricSpecification"]["MetricName"], tracking["CustomizedMetricSpecification"]["Statistic"]), (2000.0, "Sessions", "Average"))
    steps = policies["rushes-worker-more"]["StepScalingPolicyConfiguration"]["StepAdjustments"]
    fact("workers are added", sorted(step["ScalingAdjustment"] for step in steps), [1, 3])
    alarms = {alarm["AlarmName"]: alarm for alarm in client["cloudwatch"].describe_alarms()["MetricAlarms"]}
    # Not which policy it calls: the emulation tells the provider the same address for both.
    fact("when workers are added", (alarms["rushes-worker-busy"]["MetricName"], alarms["rushes-worker-busy"]["Threshold"], len(alarms["rushes-worker-busy"]["AlarmActions"])), ("QueueOldest", 15.0, 1))

    iam = client["iam"]
    policy = iam.get_role_policy(RoleName="rushes-worker-task", PolicyName="what-the-program-does")["PolicyDocument"]
    fact("a worker may protect tasks of its cluster", [sorted(statement["Action"]) for statement in policy["Statement"]], [["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"]])
    fact("and no others", policy["Statement"][0]["Resource"].endswith(":task/rushes/*"))
    policy = iam.get_role_policy(RoleName="rushes-web-execution", PolicyName="start-the-container")["PolicyDocument"]
    fact("one secret can be read", [statement["Resource"] for statement in policy["Statement"] if statement["Sid"] == "Secrets"], ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:shared-AbCdEf"])
    trust = iam.get_role(RoleName="rushes-web-task")["Role"]["AssumeRolePolicyDocument"]["Statement"][0]
    fact("only ECS of this account takes the roles", (trust["Principal"], "aws:SourceAccount" in trust["Condition"]["StringEquals"]), ({"Service": "ecs-tasks.amazonaws.com"}, True))

    names = client["servicediscovery"]
    namespace = names.list_namespaces()["Namespaces"][0]
    fact("the private domain", (namespace["Name"], namespace["Type"]), ("rushes.internal", "DNS_PRIVATE"))
    found = names.get_service(Id=names.list_services()["Services"][0]["Id"])["Service"]
    fact("the backend's name", (found["Name"], found["DnsConfig"]["RoutingPolicy"], found["DnsConfig"]["DnsRecords"]), ("backend", "MULTIVALUE", [{"Type": "A", "TTL": 10}]))
    fact("its tasks are listed there", services["rushes-backend"]["serviceRegistries"][0]["registryArn"], found["Arn"])
    zones = client["route53"].list_hosted_zones()["HostedZones"]
    # The emulation names the zone after the domain, with an end of its own.
    fact("the zone is private", [(zone["Name"].startswith("rushes.internal"), zone["Config"]["PrivateZone"]) for zone in zones], [(True, True)])

    bucket = client["s3"].list_buckets()["Buckets"][0]["Name"]
    statements = json.loads(client["s3"].get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]
    fact("the logs' bucket", [(statement["Sid"], statement["Effect"]) for statement in statements], [("LoadBalancerWrites", "Allow"), ("TlsOnly", "Deny")])

    for failure in failures:
        print(f"  {failure}")
    print(f"  {facts - len(failures)} of {facts} facts were read back")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
