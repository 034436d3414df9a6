# What outlives every task.

module "data" {
  source = "./modules/data"

  name                 = var.name
  tags                 = local.tags
  vpc_id               = local.network.vpc_id
  subnet_ids           = local.network.data_subnet_ids
  kms_key_arn          = local.kms_key_arn
  permissions_boundary = var.permissions_boundary

  # The last snapshot is not tied to the protection: whoever takes a stack down has to lift that first.
  postgres = merge(var.postgres, { deletion_protection = var.deletion_protection })
  valkey   = var.valkey
  media    = merge(var.media, { force_destroy = !var.deletion_protection })
}
