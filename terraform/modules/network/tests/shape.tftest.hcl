# What is made of two zones, with each kind of way out.

mock_provider "aws" {}

variables {
  name  = "rushes"
  zones = ["eu-central-1a", "eu-central-1b"]
}

run "subnets_do_not_overlap_and_tasks_have_no_public_address" {
  command = plan
  assert {
    condition     = length(distinct(concat(values(local.public), values(local.private), values(local.data)))) == 6
    error_message = "Six subnets of two zones must have six ranges."
  }
  assert {
    condition     = alltrue([for subnet in aws_subnet.public : subnet.map_public_ip_on_launch == false])
    error_message = "Nothing started in a public subnet may get a public address by itself."
  }
  assert {
    condition     = length(aws_nat_gateway.this) == 1 && length(aws_route.nat) == 2
    error_message = "One NAT gateway must serve both zones."
  }
}

run "each_zone_has_a_nat_gateway_of_its_own" {
  command = plan
  variables {
    nat = "each"
  }
  assert {
    condition     = length(aws_nat_gateway.this) == 2 && length(aws_eip.nat) == 2
    error_message = "Two zones must have two NAT gateways."
  }
}

run "without_nat_there_is_no_way_out_but_the_endpoints" {
  command = plan
  variables {
    nat                 = "none"
    interface_endpoints = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"]
  }
  assert {
    condition     = length(aws_nat_gateway.this) == 0 && length(aws_route.nat) == 0
    error_message = "There must be no route out."
  }
  assert {
    condition     = length(aws_vpc_endpoint.interface) == 4 && aws_vpc_security_group_ingress_rule.endpoints[0].cidr_ipv4 == "10.20.0.0/16"
    error_message = "Four endpoints, reached from inside the VPC alone."
  }
}
