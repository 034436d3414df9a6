# Every rule of the private name's variables, broken once.

mock_provider "aws" {}

variables {
  name       = "rushes"
  vpc_id     = "vpc-1"
  subnet_ids = ["subnet-1", "subnet-2"]
  domain     = "rushes.internal"
}

run "an_unknown_mode_is_refused" {
  command = plan
  variables {
    mode = "consul"
  }
  expect_failures = [var.mode]
}

run "a_public_domain_is_refused" {
  command = plan
  variables {
    domain = "rushes.example.com"
  }
  expect_failures = [var.domain]
}

run "addresses_remembered_for_minutes_are_refused" {
  command = plan
  variables {
    ttl = 300
  }
  expect_failures = [var.ttl]
}

run "an_idle_time_out_that_no_load_balancer_takes_is_refused" {
  command = plan
  variables {
    mode         = "alb"
    idle_timeout = 0
  }
  expect_failures = [var.idle_timeout]
}

run "an_idle_time_out_in_parts_of_a_second_is_refused" {
  command = plan
  variables {
    mode         = "alb"
    idle_timeout = 60.5
  }
  expect_failures = [var.idle_timeout]
}

run "an_idle_time_out_over_the_keep_alive_is_refused" {
  command = plan
  variables {
    mode         = "alb"
    idle_timeout = 75
  }
  expect_failures = [var.idle_timeout]
}

run "an_idle_time_out_under_two_pings_is_refused" {
  command = plan
  variables {
    mode         = "alb"
    idle_timeout = 40
  }
  expect_failures = [var.idle_timeout]
}
