# A stack to try things on: the same parts as prod, one of each, and nothing that refuses to be deleted.

module "rushes" {
  source = "../.."

  name = "rushes-dev"
  tags = { Environment = "dev" }

  domain            = var.domain
  zone_id           = var.zone_id
  image             = var.image
  repository_arn    = var.repository_arn
  shared_secret_arn = var.shared_secret_arn

  deletion_protection = false
  enable_exec         = var.enable_exec
  log_level           = "info,backend=debug"

  web      = { cpu = 512, memory = 1024, minimum = 1, maximum = 2, sessions_per_task = 500 }
  backend  = { cpu = 512, memory = 1024 }
  worker   = { minimum = 1, maximum = 2, spot = true }
  postgres = { instance_class = "db.t4g.micro", multi_az = false, backup_days = 1, final_snapshot = false }

  network       = { flow_log_days = 7 }
  observability = { log_days = 14, email = var.alarm_email, insights = "enabled" }
}
