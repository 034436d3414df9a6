# Two groups of the same tasks. `sticky` keeps a browser on its task: its pages, files and the fallback line, whose posts
# must reach the process that holds the line. `spread` has no cookie: a tab that was asked to leave a task comes back there.

locals {
  groups = {
    sticky = true
    spread = false
  }
}

resource "aws_lb_target_group" "this" {
  #checkov:skip=CKV_AWS_378:TLS ends at the load balancer; behind it is plain HTTP inside the VPC, from one security group to another.
  for_each = local.groups

  name             = "${var.name}-${each.key}"
  vpc_id           = var.vpc_id
  target_type      = "ip" # Fargate tasks have no instance.
  protocol         = "HTTP"
  protocol_version = "HTTP1" # A websocket is an upgrade of HTTP/1.1.
  port             = local.contract.web.port

  deregistration_delay              = var.deregistration_delay
  load_balancing_algorithm_type     = var.algorithm
  load_balancing_cross_zone_enabled = "use_load_balancer_configuration"
  slow_start                        = var.slow_start

  # The balancer's own cookie: one of the application's would not work with weighted target groups.
  stickiness {
    type            = "lb_cookie"
    enabled         = each.value
    cookie_duration = var.stickiness_seconds
  }

  # Never an address that asks the backend or depends on load: ECS kills the task that fails it.
  health_check {
    path                = local.contract.web.ready
    port                = "traffic-port"
    protocol            = "HTTP"
    matcher             = "200"
    interval            = var.health_check.interval
    timeout             = var.health_check.timeout
    healthy_threshold   = var.health_check.healthy
    unhealthy_threshold = var.health_check.unhealthy
  }

  dynamic "target_group_health" {
    for_each = var.minimum_healthy_targets[*]
    content {
      unhealthy_state_routing {
        minimum_healthy_targets_count = target_group_health.value
      }
    }
  }

  tags = var.tags
}
