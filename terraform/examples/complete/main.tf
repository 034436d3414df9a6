# Everything switched on: three zones with a NAT gateway each, endpoints, a firewall, sign-in at the load balancer, an
# internal load balancer before the backend, the bus, workers on spare capacity, and tighter alarms.

variable "oidc_client_secret" {
  description = "Secret of the client at the identity provider; give it in TF_VAR_oidc_client_secret."
  type        = string
  sensitive   = true
  default     = "from-the-environment"
}

module "rushes" {
  source = "../.."

  name = "rushes-complete"
  tags = { Owner = "studio", CostCenter = "1234" }

  domain            = "rushes.example.com"
  certificate_arn   = "arn:aws:acm:eu-central-1:123456789012:certificate/11111111-2222-3333-4444-555555555555"
  image             = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/rushes@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  repository_arn    = "arn:aws:ecr:eu-central-1:123456789012:repository/rushes"
  shared_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rushes-shared-AbCdEf"

  permissions_boundary = "arn:aws:iam::123456789012:policy/boundary"

  network = {
    cidr                = "10.40.0.0/16"
    zones               = ["eu-central-1a", "eu-central-1b", "eu-central-1c"]
    nat                 = "each"
    interface_endpoints = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"]
    flow_log_days       = 365
  }

  edge = {
    ingress_cidrs           = ["0.0.0.0/0"]
    ssl_policy              = "ELBSecurityPolicy-TLS13-1-3-2021-06"
    deregistration_delay    = 90
    stickiness_seconds      = 604800
    minimum_healthy_targets = 2
    log_days                = 365
  }

  waf = { create = true }

  oidc = {
    issuer                 = "https://sign-in.example.com"
    authorization_endpoint = "https://sign-in.example.com/authorize"
    token_endpoint         = "https://sign-in.example.com/token"
    user_info_endpoint     = "https://sign-in.example.com/userinfo"
    client_id              = "rushes"
    client_secret          = var.oidc_client_secret
  }

  discovery = { mode = "alb" }

  web = {
    cpu               = 2048
    memory            = 4096
    minimum           = 4
    maximum           = 24
    sessions_per_task = 4000
  }

  worker = {
    cpu     = 8192
    memory  = 16384
    slots   = 4
    minimum = 1
    maximum = 20
    spot    = true
  }

  postgres = {
    instance_class   = "db.m7g.large"
    storage_gib      = 100
    storage_most_gib = 1000
    backup_days      = 35
  }

  valkey = { nodes = 2 }

  observability = {
    log_days   = 365
    email      = "ops@example.com"
    thresholds = { event_ms = 150, answer_seconds = 0.5 }
    own_alarms = {
      long-queue = { metric = "QueueLength", role = "backend", statistic = "Maximum", above = 200, says = "More than 200 jobs wait" }
    }
  }
}

output "url" {
  description = "What people open."
  value       = module.rushes.url
}

output "load_balancer" {
  description = "Where to point the domain: its zone is elsewhere here."
  value       = module.rushes.load_balancer
}
