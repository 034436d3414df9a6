# What people reach.

module "edge" {
  source = "./modules/edge"

  name            = var.name
  tags            = local.tags
  vpc_id          = local.network.vpc_id
  subnet_ids      = local.network.public_subnet_ids
  domain          = var.domain
  zone_id         = var.zone_id
  certificate_arn = var.certificate_arn

  ssl_policy              = var.edge.ssl_policy
  idle_timeout            = local.idle_timeout
  deregistration_delay    = var.edge.deregistration_delay
  stickiness_seconds      = var.edge.stickiness_seconds
  algorithm               = var.edge.algorithm
  slow_start              = var.edge.slow_start
  minimum_healthy_targets = var.edge.minimum_healthy_targets
  least_tasks             = var.web.minimum
  health_check            = var.edge.health_check

  waf  = var.waf == null ? null : merge(var.waf, { log_kms_key_arn = local.kms_key_arn })
  oidc = var.oidc

  deletion_protection = var.deletion_protection
  force_destroy       = !var.deletion_protection
  log_days            = var.edge.log_days
}

# How the backend is found from inside.
module "discovery" {
  source = "./modules/discovery"

  name                = var.name
  tags                = local.tags
  mode                = var.discovery.mode
  ttl                 = var.discovery.ttl
  vpc_id              = local.network.vpc_id
  subnet_ids          = local.network.private_subnet_ids
  domain              = "${var.name}.internal"
  deletion_protection = var.deletion_protection
  logs_bucket         = module.edge.logs_bucket
}
