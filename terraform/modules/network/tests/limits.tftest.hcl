# Every rule of the network's variables, broken once.

mock_provider "aws" {}

variables {
  name  = "rushes"
  zones = ["eu-central-1a", "eu-central-1b"]
}

run "a_range_too_small_for_a_load_balancer_is_refused" {
  command = plan
  variables {
    cidr = "10.0.0.0/24"
  }
  expect_failures = [var.cidr]
}

run "a_single_zone_is_refused" {
  command = plan
  variables {
    zones = ["eu-central-1a"]
  }
  expect_failures = [var.zones]
}

run "the_same_zone_twice_is_refused" {
  command = plan
  variables {
    zones = ["eu-central-1a", "eu-central-1a"]
  }
  expect_failures = [var.zones]
}

run "a_kind_of_nat_that_is_none_is_refused" {
  command = plan
  variables {
    nat = "two"
  }
  expect_failures = [var.nat]
}

run "no_way_out_needs_the_endpoints_that_tasks_start_by" {
  command = plan
  variables {
    nat                 = "none"
    interface_endpoints = ["ecr.api", "ecr.dkr", "logs"]
  }
  expect_failures = [var.interface_endpoints]
}

run "a_retention_that_cloudwatch_does_not_know_is_refused" {
  command = plan
  variables {
    flow_log_days = 31
  }
  expect_failures = [var.flow_log_days]
}
