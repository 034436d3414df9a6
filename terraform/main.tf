# A whole stack of Rushes. Each file here is one concern; traffic.tf says who may call whom.

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}
data "aws_partition" "current" {}

data "aws_availability_zones" "available" {
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

# What this version of the program leaves open is said at every plan, and does not stop it.
check "program_meets_the_contract" {
  assert {
    condition     = length(local.unmet) == 0
    error_message = join("\n", concat(["The program does not do all that this stack prepares for (contract.json):"], [for name, until in local.unmet : "- ${name}: ${until}"]))
  }
}
