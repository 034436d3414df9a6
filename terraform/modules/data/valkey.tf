# The bus between backends: it carries progress and wakes readers. Nothing in it has to survive.

locals {
  bus = var.valkey == null ? 0 : 1
}

resource "aws_security_group" "valkey" {
  #checkov:skip=CKV2_AWS_5:Attached to the replication group below.
  count       = local.bus
  name        = "${var.name}-valkey"
  description = "The bus between backends"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-valkey" })
}

resource "aws_elasticache_subnet_group" "this" {
  count      = local.bus
  name       = var.name
  subnet_ids = var.subnet_ids
  tags       = var.tags
}

resource "aws_elasticache_replication_group" "this" {
  #checkov:skip=CKV_AWS_31:Reached by the backend's security group alone, over TLS. A password would stand in Terraform's state and guard the same door.
  #checkov:skip=CKV2_AWS_50:A standby is the default; a development stack saves its price.
  count                = local.bus
  replication_group_id = var.name
  description          = "Bus of ${var.name}"
  engine               = "valkey"
  engine_version       = var.valkey.version
  node_type            = var.valkey.node_type
  num_cache_clusters   = var.valkey.nodes
  port                 = 6379

  automatic_failover_enabled = var.valkey.nodes > 1
  multi_az_enabled           = var.valkey.nodes > 1
  subnet_group_name          = aws_elasticache_subnet_group.this[0].name
  security_group_ids         = [aws_security_group.valkey[0].id]

  at_rest_encryption_enabled = true
  kms_key_id                 = var.kms_key_arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  snapshot_retention_limit   = 0 # There is nothing to bring back.

  auto_minor_version_upgrade = true
  tags                       = var.tags
}
