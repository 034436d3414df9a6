# The cluster: a name, how closely it is watched, and where exec sessions are logged.

resource "aws_ecs_cluster" "this" {
  #checkov:skip=CKV_AWS_65:Container Insights are on by default (observability.insights); the scanner does not follow the variable.
  name = var.name

  setting {
    name  = "containerInsights"
    value = var.observability.insights
  }

  configuration {
    execute_command_configuration {
      kms_key_id = local.kms_key_arn
      logging    = "OVERRIDE"
      log_configuration {
        cloud_watch_encryption_enabled = true
        cloud_watch_log_group_name     = module.observability.log_groups["exec"].name
      }
    }
  }

  tags = local.tags
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
}

module "observability" {
  source = "./modules/observability"

  name         = var.name
  tags         = local.tags
  cluster_name = var.name
  roles = {
    web     = { service = true }
    backend = { service = true }
    worker  = { service = true }
    migrate = { service = false }
    exec    = { service = false }
  }
  load_balancer     = module.edge.arn_suffix
  target_group      = module.edge.target_group_suffixes["sticky"]
  database_id       = module.data.database_id
  bus               = var.valkey == null ? null : "${module.data.bus_id}-001"
  sessions_per_task = var.web.sessions_per_task
  log_days          = var.observability.log_days
  kms_key_arn       = local.kms_key_arn
  topic_arn         = var.observability.topic_arn
  email             = var.observability.email
  thresholds        = var.observability.thresholds
  own_alarms        = var.observability.own_alarms
}
