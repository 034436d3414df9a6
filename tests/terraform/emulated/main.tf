# A stack on an emulation of AWS: the modules of terraform/ that an older, real provider can build, wired as the root
# module wires them. Read back by ../readback.py.

variable "endpoint" {
  description = "Where the emulation listens."
  type        = string
}

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "3.39.0"
    }
  }
}

provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  s3_force_path_style         = true

  endpoints {
    acm                    = var.endpoint
    applicationautoscaling = var.endpoint
    cloudwatch             = var.endpoint
    cloudwatchlogs         = var.endpoint
    ec2                    = var.endpoint
    ecs                    = var.endpoint
    elb                    = var.endpoint
    iam                    = var.endpoint
    route53                = var.endpoint
    s3                     = var.endpoint
    servicediscovery       = var.endpoint
    sts                    = var.endpoint
  }
}

locals {
  contract = jsondecode(file("${path.module}/contract.json"))
  name     = "rushes"
  secret   = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shared-AbCdEf"
  key      = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  image    = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/rushes@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  metrics  = { namespace = local.contract.planned.metrics.namespace, stack = local.name }
  tags     = { Stack = local.name }
}

module "network" {
  source        = "./modules/network"
  name          = local.name
  tags          = local.tags
  zones         = ["eu-central-1a", "eu-central-1b"]
  flow_log_days = 0
}

resource "aws_acm_certificate" "this" {
  domain_name       = "rushes.example.com"
  validation_method = "DNS"
}

module "edge" {
  source              = "./modules/edge"
  name                = local.name
  tags                = local.tags
  vpc_id              = module.network.vpc_id
  subnet_ids          = module.network.public_subnet_ids
  domain              = "rushes.example.com"
  certificate_arn     = aws_acm_certificate.this.arn
  idle_timeout        = min(120, local.contract.web.keep_alive_seconds - 15)
  deletion_protection = false
  force_destroy       = true
}

module "discovery" {
  source     = "./modules/discovery"
  name       = local.name
  tags       = local.tags
  vpc_id     = module.network.vpc_id
  subnet_ids = module.network.private_subnet_ids
  domain     = "${local.name}.internal"
}

resource "aws_ecs_cluster" "this" {
  name = local.name
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = toset(["web", "backend", "worker"])
  name     = "/${local.name}/${each.key}"
}

module "service" {
  source   = "./modules/service"
  for_each = toset(["web", "backend", "worker"])

  name        = local.name
  role        = each.key
  tags        = local.tags
  cluster     = { name = aws_ecs_cluster.this.name, arn = aws_ecs_cluster.this.arn }
  vpc_id      = module.network.vpc_id
  subnet_ids  = module.network.private_subnet_ids
  image       = local.image
  cpu         = 1024
  memory      = 2048
  port        = try(local.contract[each.key].port, null)
  kms_key_arn = local.key
  log_group   = { name = aws_cloudwatch_log_group.this[each.key].name, arn = aws_cloudwatch_log_group.this[each.key].arn }
  metrics     = local.metrics
  secrets     = { (local.contract.secrets.shared) = local.secret }

  minimum           = each.key == "web" ? 2 : 1
  maximum           = each.key == "backend" ? 1 : 8
  cpu_target        = each.key == "worker" ? null : 60
  sessions_per_task = each.key == "web" ? 2000 : null
  queue             = each.key == "worker" ? {} : null
  protects_jobs     = each.key == "worker"
  target_groups     = each.key == "web" ? module.edge.target_groups : {}
  registry_arns     = each.key == "backend" ? module.discovery.registry_arns : []
  environment       = each.key == "backend" ? {} : { RUSHES_BACKEND_URL = module.discovery.backend_url }
}
