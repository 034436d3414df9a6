# A whole stack of Rushes. Each file here is one concern; traffic.tf says who may call whom.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

data "aws_availability_zones" "available" {
  #checkov:skip=CKV_AWS_394:Only the first two are taken, and `network.zones` names them where that is not certain enough.
  state = "available"
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  # What the program keeps to; see the file.
  contract = jsondecode(file("${path.module}/contract.json"))
  planned  = local.contract.planned
  unmet    = { for name, plan in local.planned : name => plan.until_then if !plan.met }

  tags    = merge(var.tags, { Stack = var.name })
  account = data.aws_caller_identity.current.account_id
  region  = data.aws_region.current.region
  arn     = "arn:${data.aws_partition.current.partition}"

  # The program's keep-alive must outlast the balancer's patience; two minutes are patience enough.
  idle_timeout = coalesce(var.edge.idle_timeout, min(120, local.contract.web.keep_alive_seconds - 15))
}
