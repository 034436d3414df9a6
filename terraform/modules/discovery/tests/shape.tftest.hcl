# The private name, by either way.

mock_provider "aws" {}

variables {
  name       = "rushes"
  vpc_id     = "vpc-1"
  subnet_ids = ["subnet-1", "subnet-2"]
  domain     = "rushes.internal"
}

run "the_name_leads_to_the_tasks" {
  command = plan
  assert {
    condition     = aws_service_discovery_service.backend[0].dns_config[0].routing_policy == "MULTIVALUE" && one(aws_service_discovery_service.backend[0].dns_config[0].dns_records).ttl == 10 && one(aws_service_discovery_service.backend[0].dns_config[0].dns_records).type == "A"
    error_message = "All tasks' addresses, for ten seconds."
  }
  assert {
    condition     = output.backend_url == "http://backend.rushes.internal:8081" && length(aws_lb.this) == 0 && length(output.target_groups) == 0
    error_message = "Plain HTTP on a private name, and nothing between."
  }
}

run "the_name_leads_to_a_balancer" {
  command = plan
  variables {
    mode        = "alb"
    logs_bucket = "logs"
  }
  assert {
    condition     = aws_lb.this[0].internal && aws_lb_listener.this[0].port == 8081 && aws_lb_target_group.this[0].health_check[0].path == "/healthz" && aws_lb_target_group.this[0].stickiness[0].enabled == false
    error_message = "Internal, without a cookie, and no task is killed because the database is away."
  }
  assert {
    condition     = output.backend_url == "http://backend.rushes.internal:8081" && aws_route53_record.backend[0].name == "backend.rushes.internal" && length(output.registry_arns) == 0
    error_message = "The same name either way."
  }
}
