# Every rule of a whole stack's variables, broken once.

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

run "a_name_with_a_capital_is_refused" {
  command = plan
  variables {
    name = "Rushes"
  }
  expect_failures = [var.name]
}

run "half_the_arn_of_the_secret_is_refused" {
  command = plan
  variables {
    shared_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shared"
  }
  expect_failures = [var.shared_secret_arn]
}

run "a_network_of_one_subnet_is_refused" {
  command = plan
  variables {
    existing_network = { vpc_id = "vpc-1", public_subnet_ids = ["subnet-1"], private_subnet_ids = ["subnet-2", "subnet-3"] }
  }
  expect_failures = [var.existing_network]
}

run "a_range_that_is_none_is_refused" {
  command = plan
  variables {
    edge = { ingress_cidrs = ["everybody"] }
  }
  expect_failures = [var.edge]
}

# Goes when contract.json says that the bus is met.
run "a_second_backend_before_backends_talk_is_refused" {
  command = plan
  variables {
    backend = { maximum = 2 }
    valkey  = {}
  }
  expect_failures = [var.backend]
}

run "a_second_backend_without_a_bus_is_refused" {
  command = plan
  variables {
    backend = { maximum = 2 }
  }
  expect_failures = [var.backend]
}

run "more_takes_at_once_than_the_program_takes_are_refused" {
  command = plan
  variables {
    worker = { cpu = 16384, memory = 32768, slots = 65 }
  }
  expect_failures = [var.worker]
}

run "no_take_at_all_is_refused" {
  command = plan
  variables {
    worker = { slots = 0 }
  }
  expect_failures = [var.worker]
}

run "several_takes_on_too_few_cores_are_refused" {
  command = plan
  variables {
    worker = { slots = 2 }
  }
  expect_failures = [var.worker]
}

run "a_way_of_looking_that_is_none_is_refused" {
  command = plan
  variables {
    observability = { insights = "close" }
  }
  expect_failures = [var.observability]
}
