# The network: made here, or brought.

module "network" {
  source = "./modules/network"
  count  = var.existing_network == null ? 1 : 0

  name                = var.name
  tags                = local.tags
  cidr                = var.network.cidr
  zones               = var.network.zones == null ? slice(data.aws_availability_zones.available.names, 0, 2) : var.network.zones
  nat                 = var.network.nat
  interface_endpoints = var.network.interface_endpoints
  flow_log_days       = var.network.flow_log_days
  kms_key_arn         = local.kms_key_arn
}

data "aws_subnet" "public" {
  for_each = toset(try(var.existing_network.public_subnet_ids, []))
  id       = each.key
}

data "aws_subnet" "private" {
  for_each = toset(try(var.existing_network.private_subnet_ids, []))
  id       = each.key
}

locals {
  network = var.existing_network == null ? {
    vpc_id               = module.network[0].vpc_id
    public_subnet_ids    = module.network[0].public_subnet_ids
    public_subnet_cidrs  = module.network[0].public_subnet_cidrs
    private_subnet_ids   = module.network[0].private_subnet_ids
    private_subnet_cidrs = module.network[0].private_subnet_cidrs
    data_subnet_ids      = module.network[0].data_subnet_ids
    } : {
    vpc_id               = var.existing_network.vpc_id
    public_subnet_ids    = var.existing_network.public_subnet_ids
    public_subnet_cidrs  = [for id in var.existing_network.public_subnet_ids : data.aws_subnet.public[id].cidr_block]
    private_subnet_ids   = var.existing_network.private_subnet_ids
    private_subnet_cidrs = [for id in var.existing_network.private_subnet_ids : data.aws_subnet.private[id].cidr_block]
    data_subnet_ids      = coalesce(var.existing_network.data_subnet_ids, var.existing_network.private_subnet_ids)
  }
}
