# The roles of the program. What they have in common, then each with what only it needs.

locals {
  cluster = { name = aws_ecs_cluster.this.name, arn = aws_ecs_cluster.this.arn }
  metrics = { namespace = local.planned.metrics.namespace, stack = var.name }
  shared  = { (local.contract.secrets.shared) = var.shared_secret_arn }
  # Only the password is a secret: the rest of the address may be read.
  database = { (local.contract.secrets.database_password) = "${module.data.database_secret_arn}:password::" }

  environment = {
    RUSHES_LOG_FORMAT = "json"
    RUSHES_LOG        = var.log_level
  }
  reports = {
    RUSHES_METRICS = "emf"
    RUSHES_STACK   = var.name
  }
  storage = {
    RUSHES_DATABASE = module.data.database_url
    RUSHES_DATA_DIR = local.contract.image.data_dir
  }
}

module "web" {
  source = "./modules/service"

  name                 = var.name
  role                 = "web"
  tags                 = local.tags
  cluster              = local.cluster
  vpc_id               = local.network.vpc_id
  subnet_ids           = local.network.private_subnet_ids
  image                = var.image
  repository_arn       = var.repository_arn
  architecture         = var.architecture
  cpu                  = var.web.cpu
  memory               = var.web.memory
  port                 = local.contract.web.port
  alive_path           = local.contract.web.alive
  target_groups        = module.edge.target_groups
  log_group            = module.observability.log_groups["web"]
  kms_key_arn          = local.kms_key_arn
  permissions_boundary = var.permissions_boundary
  enable_exec          = var.enable_exec
  exec_log_group_arn   = module.observability.log_groups["exec"].arn
  metrics              = local.metrics

  minimum            = var.web.minimum
  maximum            = var.web.maximum
  sessions_per_task  = var.web.sessions_per_task
  cpu_target         = var.web.cpu_target
  scale_in_cooldown  = var.web.scale_in_cooldown
  scale_out_cooldown = var.web.scale_out_cooldown
  stop_timeout       = var.web.stop_timeout
  rollback_alarms    = module.observability.rollback_alarms.web

  environment = merge(local.environment, local.reports, {
    RUSHES_BACKEND_URL = module.discovery.backend_url
    RUSHES_PUBLIC_URL  = module.edge.public_url
    # The load balancer's subnets and nothing else: whoever is believed can claim any address.
    RUSHES_TRUSTED_PROXIES  = join(",", local.network.public_subnet_cidrs)
    RUSHES_TARGET_GROUP     = module.edge.target_groups["sticky"]
    RUSHES_HAND_OFF_SECONDS = tostring(var.edge.deregistration_delay - local.planned.drain.reserve_seconds)
  }, var.web.environment)
  secrets = local.shared

  task_policy = {
    SeeThatItDrains = {
      actions   = ["elasticloadbalancing:DescribeTargetHealth"]
      resources = ["*"] # The call knows no resource; it only reads.
      conditions = [
        { test = "StringEquals", variable = "aws:RequestedRegion", values = [local.region] }
      ]
    }
  }
}

module "backend" {
  source = "./modules/service"

  name                 = var.name
  role                 = "backend"
  tags                 = local.tags
  cluster              = local.cluster
  vpc_id               = local.network.vpc_id
  subnet_ids           = local.network.private_subnet_ids
  image                = var.image
  repository_arn       = var.repository_arn
  architecture         = var.architecture
  cpu                  = var.backend.cpu
  memory               = var.backend.memory
  port                 = local.contract.backend.port
  alive_path           = local.contract.backend.alive
  target_groups        = module.discovery.target_groups
  registry_arns        = module.discovery.registry_arns
  log_group            = module.observability.log_groups["backend"]
  kms_key_arn          = local.kms_key_arn
  permissions_boundary = var.permissions_boundary
  enable_exec          = var.enable_exec
  exec_log_group_arn   = module.observability.log_groups["exec"].arn
  metrics              = local.metrics

  minimum         = var.backend.minimum
  maximum         = var.backend.maximum
  cpu_target      = var.backend.cpu_target
  stop_timeout    = var.backend.stop_timeout
  rollback_alarms = module.observability.rollback_alarms.backend

  environment = merge(local.environment, local.reports, local.storage,
    { RUSHES_MEDIA = "s3://${module.data.media_bucket.name}" },
    var.valkey == null ? {} : { RUSHES_BUS = module.data.bus_url },
    var.backend.environment,
  )
  secrets = merge(local.shared, local.database)

  task_policy = {
    Media = {
      actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
      resources = ["${module.data.media_bucket.arn}/*"]
    }
    ListMedia = {
      actions   = ["s3:ListBucket"]
      resources = [module.data.media_bucket.arn]
    }
    MediaKey = {
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [local.kms_key_arn]
      conditions = [
        { test = "StringEquals", variable = "kms:ViaService", values = ["s3.${local.region}.amazonaws.com"] }
      ]
    }
  }
}

module "worker" {
  source = "./modules/service"

  name                 = var.name
  role                 = "worker"
  tags                 = local.tags
  cluster              = local.cluster
  vpc_id               = local.network.vpc_id
  subnet_ids           = local.network.private_subnet_ids
  image                = var.image
  repository_arn       = var.repository_arn
  architecture         = var.architecture
  cpu                  = var.worker.cpu
  memory               = var.worker.memory
  log_group            = module.observability.log_groups["worker"]
  kms_key_arn          = local.kms_key_arn
  permissions_boundary = var.permissions_boundary
  enable_exec          = var.enable_exec
  exec_log_group_arn   = module.observability.log_groups["exec"].arn
  metrics              = local.metrics

  minimum         = var.worker.minimum
  maximum         = var.worker.maximum
  queue           = var.worker.queue
  spot            = var.worker.spot
  protects_jobs   = true
  stop_timeout    = var.worker.stop_timeout
  rollback_alarms = module.observability.rollback_alarms.worker

  environment = merge(local.environment, {
    RUSHES_BACKEND_URL = module.discovery.backend_url
    RUSHES_SLOTS       = tostring(var.worker.slots)
    RUSHES_SCRATCH_DIR = local.contract.worker.scratch_dir
  }, var.worker.environment)
  secrets = local.shared
}

# Brings the database up to the image's version, and adds accounts: run by hand, ends by itself.
module "migrate" {
  source = "./modules/service"

  name                 = var.name
  role                 = "migrate"
  once                 = true
  tags                 = local.tags
  cluster              = local.cluster
  vpc_id               = local.network.vpc_id
  subnet_ids           = local.network.private_subnet_ids
  image                = var.image
  repository_arn       = var.repository_arn
  architecture         = var.architecture
  cpu                  = 256
  memory               = 512
  log_group            = module.observability.log_groups["migrate"]
  kms_key_arn          = local.kms_key_arn
  permissions_boundary = var.permissions_boundary
  metrics              = local.metrics

  environment = merge(local.environment, local.storage)
  secrets     = local.database
}
