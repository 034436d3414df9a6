# A private name for the backend, so that web and workers call it without public DNS, TLS or a way out of the VPC.

locals {
  contract = jsondecode(file("${path.module}/../../contract.json"))
  host     = "backend.${var.domain}"
  port     = local.contract.backend.port
  mapped   = var.mode == "cloud_map" ? 1 : 0
  balanced = var.mode == "alb" ? 1 : 0
}

resource "aws_service_discovery_private_dns_namespace" "this" {
  count       = local.mapped
  name        = var.domain
  description = "Private names of ${var.name}"
  vpc         = var.vpc_id
  tags        = var.tags
}

resource "aws_service_discovery_service" "backend" {
  count       = local.mapped
  name        = "backend"
  description = "Tasks of the backend, kept by ECS"

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.this[0].id
    routing_policy = "MULTIVALUE" # All healthy tasks, so that a caller can try the next.
    dns_records {
      type = "A"
      ttl  = var.ttl
    }
  }

  # ECS says which task is healthy; Route 53 could not reach into the VPC to ask. AWS knows no other threshold, and still
  # providers stumble over a block without one.
  health_check_custom_config {
    failure_threshold = 1
  }

  tags = var.tags
}
