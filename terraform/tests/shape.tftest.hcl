# The whole stack: what follows from the program, and what the parts tell each other.

mock_provider "aws" {
  mock_resource "aws_db_instance" {
    defaults = { master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds-AbCdEf" }] }
  }
}

variables {
  name              = "rushes"
  domain            = "rushes.example.com"
  zone_id           = "Z1"
  image             = "example.com/rushes@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  shared_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shared-AbCdEf"
  network           = { zones = ["eu-central-1a", "eu-central-1b"] }
}

run "the_idle_time_out_follows_the_programs_keep_alive" {
  command = plan
  assert {
    condition     = local.idle_timeout == min(120, local.contract.web.keep_alive_seconds - 15) && local.idle_timeout < local.contract.web.keep_alive_seconds
    error_message = "The load balancer must give a connection up before the program does."
  }
  assert {
    condition     = local.unmet == { for name, plan in local.contract.planned : name => plan.until_then if !plan.met } && output.unmet == local.unmet
    error_message = "What the program does not do yet must be told to the operator."
  }
}

run "only_the_lines_of_traffic_tf_let_anything_through" {
  command = plan
  variables {
    valkey = {}
  }
  assert {
    condition     = keys(aws_vpc_security_group_ingress_rule.call) == ["backend-postgres", "backend-valkey", "edge-web", "migrate-postgres", "web-backend", "worker-backend"]
    error_message = "Nobody else calls anybody."
  }
  assert {
    condition     = keys(aws_vpc_security_group_egress_rule.outside) == ["backend", "migrate", "web", "worker"]
    error_message = "Without sign-in the load balancer calls nobody outside."
  }
  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.internet : contains([80, 443], rule.from_port) && rule.from_port == rule.to_port])
    error_message = "The internet reaches 80 and 443."
  }
}

run "workers_may_begin_with_none_since_the_queue_starts_them" {
  command = plan
  variables {
    worker = { minimum = 0 }
  }
  assert {
    condition     = local.contract.planned.metrics.met
    error_message = "The alarms that start a worker stand on the age of the oldest job, which the backend writes."
  }
}

run "a_stack_that_may_be_deleted_still_leaves_a_last_snapshot" {
  command = plan
  variables {
    deletion_protection = false
  }
  assert {
    condition     = module.data.final_snapshot == "rushes-final"
    error_message = "Taking a stack down begins with lifting its protection; that must not take the last snapshot with it."
  }
}

run "calls_go_through_the_internal_balancer_where_there_is_one" {
  command = plan
  variables {
    discovery = { mode = "alb" }
  }
  assert {
    condition     = contains(keys(aws_vpc_security_group_ingress_rule.call), "door-backend")
    error_message = "The internal load balancer must reach the backend."
  }
}
