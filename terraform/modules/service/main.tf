# One role of Rushes on Fargate. This file: what all the others use.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

locals {
  contract = jsondecode(file("${path.module}/../../contract.json"))
  family   = "${var.name}-${var.role}"
  tags     = merge(var.tags, { Role = var.role })
  account  = data.aws_caller_identity.current.account_id
  region   = data.aws_region.current.region
  # The beginning of this account's ARNs of a service.
  arn = "arn:${data.aws_partition.current.partition}"

  # Memory in MiB that Fargate has for each cpu.
  sizes = {
    "256"   = [512, 1024, 2048]
    "512"   = range(1024, 4097, 1024)
    "1024"  = range(2048, 8193, 1024)
    "2048"  = range(4096, 16385, 1024)
    "4096"  = range(8192, 30721, 1024)
    "8192"  = range(16384, 61441, 4096)
    "16384" = range(32768, 122881, 8192)
  }
}

# Who may call whom stands in the root module's traffic.tf; a group by itself lets nothing through.
resource "aws_security_group" "this" {
  name        = local.family
  description = "Tasks of the role ${var.role}"
  vpc_id      = var.vpc_id
  tags        = merge(local.tags, { Name = local.family })
}
