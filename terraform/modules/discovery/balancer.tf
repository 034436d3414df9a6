# The option: an internal load balancer and a private zone that names it.

resource "aws_security_group" "this" {
  #checkov:skip=CKV2_AWS_5:Attached to the load balancer below.
  count       = local.balanced
  name        = "${var.name}-internal"
  description = "Internal load balancer of the backend"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-internal" })
}

resource "aws_lb" "this" {
  #checkov:skip=CKV2_AWS_20:Plain HTTP on purpose: it is inside the VPC, from one security group to another, and measured twice as fast.
  #checkov:skip=CKV2_AWS_28:Only tasks of ours can reach it.
  #checkov:skip=CKV_AWS_91:Logs go to logs_bucket, which the root module always gives.
  count              = local.balanced
  name               = "${var.name}-int"
  load_balancer_type = "application"
  internal           = true
  security_groups    = [aws_security_group.this[0].id]
  subnets            = var.subnet_ids

  idle_timeout               = var.idle_timeout
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "defensive"
  enable_deletion_protection = var.deletion_protection

  dynamic "access_logs" {
    for_each = var.logs_bucket[*]
    content {
      bucket  = access_logs.value
      prefix  = "internal"
      enabled = true
    }
  }

  tags = var.tags
}

resource "aws_lb_target_group" "this" {
  #checkov:skip=CKV_AWS_378:Plain HTTP on purpose, as the load balancer.
  count                         = local.balanced
  name                          = "${var.name}-backend"
  vpc_id                        = var.vpc_id
  target_type                   = "ip"
  protocol                      = "HTTP"
  protocol_version              = "HTTP1"
  port                          = local.port
  deregistration_delay          = 30
  load_balancing_algorithm_type = "least_outstanding_requests"

  # A call may go to any backend; a cookie would pin a whole web task to one.
  stickiness {
    type    = "lb_cookie"
    enabled = false
  }

  # Not its readiness: that asks the database, and ECS would kill every backend over a database that is away.
  health_check {
    path                = local.contract.backend.alive
    matcher             = "200"
    interval            = 10
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  tags = var.tags
}

resource "aws_lb_listener" "this" {
  #checkov:skip=CKV_AWS_2:Plain HTTP on purpose, as the load balancer.
  #checkov:skip=CKV_AWS_103:Plain HTTP on purpose, as the load balancer.
  count             = local.balanced
  load_balancer_arn = aws_lb.this[0].arn
  port              = local.port
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.this[0].arn
  }

  tags = var.tags
}

resource "aws_route53_zone" "this" {
  #checkov:skip=CKV2_AWS_38:DNSSEC is for public zones.
  #checkov:skip=CKV2_AWS_39:Query logs are for public zones.
  count = local.balanced
  name  = var.domain
  vpc {
    vpc_id = var.vpc_id
  }
  tags = var.tags
}

resource "aws_route53_record" "backend" {
  count   = local.balanced
  zone_id = aws_route53_zone.this[0].zone_id
  name    = local.host
  type    = "A"
  alias {
    name                   = aws_lb.this[0].dns_name
    zone_id                = aws_lb.this[0].zone_id
    evaluate_target_health = false
  }
}
