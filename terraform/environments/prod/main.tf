# The stack that people use: two of everything that can fail alone, backups for a month, and a firewall.

module "rushes" {
  source = "../.."

  name = "rushes-prod"
  tags = { Environment = "prod" }

  domain            = var.domain
  zone_id           = var.zone_id
  image             = var.image
  repository_arn    = var.repository_arn
  shared_secret_arn = var.shared_secret_arn

  deletion_protection = true
  enable_exec         = var.enable_exec

  # One backend until backends tell each other of progress (contract.json, bus); then two, and `valkey = {}`.
  web      = { minimum = 2, maximum = 12 }
  backend  = { minimum = 1, maximum = 1 }
  worker   = { cpu = 4096, memory = 8192, slots = 2, minimum = 1, maximum = 10 }
  postgres = { instance_class = "db.t4g.medium", storage_gib = 50, storage_most_gib = 500, backup_days = 30 }

  waf           = { create = true }
  network       = { nat = "each", flow_log_days = 90 }
  observability = { log_days = 90, email = var.alarm_email }
}
