# Port 80 sends on to 443. There, what has no rule goes to the sticky group, through sign-in if that is asked for.

locals {
  # Sensitive values cannot be iterated over; whether there is any sign-in is no secret.
  sign_in = nonsensitive(var.oidc != null)
  # A socket or a post of the fallback line cannot follow a redirect to a sign-in page: it is refused, and the page asks.
  rules = merge(
    {
      spread = {
        priority = 10
        paths    = [local.contract.planned.rejoins.path]
        group    = "spread"
      }
    },
    local.sign_in ? {
      sockets = {
        priority = 20
        paths    = [local.contract.web.sockets, "${local.contract.web.sockets}/*"]
        group    = "sticky"
      }
    } : {},
  )
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.this.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"
    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }

  tags = var.tags
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.this.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = var.ssl_policy
  certificate_arn   = local.certificate_arn

  # What the server is called is nobody's business.
  routing_http_response_server_enabled = false

  dynamic "default_action" {
    for_each = local.sign_in ? [1] : []
    content {
      type  = "authenticate-oidc"
      order = 1
      authenticate_oidc {
        issuer                     = var.oidc.issuer
        authorization_endpoint     = var.oidc.authorization_endpoint
        token_endpoint             = var.oidc.token_endpoint
        user_info_endpoint         = var.oidc.user_info_endpoint
        client_id                  = var.oidc.client_id
        client_secret              = var.oidc.client_secret
        scope                      = var.oidc.scope
        session_timeout            = var.oidc.session_seconds
        on_unauthenticated_request = "authenticate"
      }
    }
  }

  default_action {
    type             = "forward"
    order            = local.sign_in ? 2 : 1
    target_group_arn = aws_lb_target_group.this["sticky"].arn
  }

  tags = var.tags
}

resource "aws_lb_listener_rule" "this" {
  for_each     = local.rules
  listener_arn = aws_lb_listener.https.arn
  priority     = each.value.priority

  condition {
    path_pattern {
      values = each.value.paths
    }
  }

  dynamic "action" {
    for_each = local.sign_in ? [1] : []
    content {
      type  = "authenticate-oidc"
      order = 1
      authenticate_oidc {
        issuer                     = var.oidc.issuer
        authorization_endpoint     = var.oidc.authorization_endpoint
        token_endpoint             = var.oidc.token_endpoint
        user_info_endpoint         = var.oidc.user_info_endpoint
        client_id                  = var.oidc.client_id
        client_secret              = var.oidc.client_secret
        scope                      = var.oidc.scope
        session_timeout            = var.oidc.session_seconds
        on_unauthenticated_request = "deny"
      }
    }
  }

  action {
    type             = "forward"
    order            = local.sign_in ? 2 : 1
    target_group_arn = aws_lb_target_group.this[each.value.group].arn
  }

  tags = merge(var.tags, { Name = each.key })
}
