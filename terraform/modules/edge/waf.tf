# The firewall. It sees a socket's handshake and nothing after it; what comes over the socket the program limits itself.

locals {
  makes_waf = try(var.waf.create, false) ? 1 : 0
  waf_arn   = local.makes_waf == 1 ? aws_wafv2_web_acl.this[0].arn : try(var.waf.arn, null)
  # AWS's rules in the order in which they are asked, and what is only counted of them: pictures are larger than the
  # 8 KB of a body that the firewall reads, and uploads of them must pass.
  managed_rules = {
    AWSManagedRulesAmazonIpReputationList = { priority = 30, counted = [] }
    AWSManagedRulesCommonRuleSet          = { priority = 40, counted = ["SizeRestrictions_BODY"] }
    AWSManagedRulesKnownBadInputsRuleSet  = { priority = 50, counted = [] }
  }
}

resource "aws_wafv2_web_acl" "this" {
  #checkov:skip=CKV_AWS_192:AWSManagedRulesKnownBadInputsRuleSet is one of managed_rules; the scanner does not follow the loop.
  count = local.makes_waf
  name  = var.name
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "requests-by-address"
    priority = 10
    action {
      block {
        custom_response {
          response_code = 429
        }
      }
    }
    statement {
      rate_based_statement {
        aggregate_key_type = "IP"
        limit              = var.waf.requests
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.name}-requests"
      sampled_requests_enabled   = true
    }
  }

  # Sign-in and new sockets cost more than pages do.
  rule {
    name     = "entrance-by-address"
    priority = 20
    action {
      block {
        custom_response {
          response_code = 429
        }
      }
    }
    statement {
      rate_based_statement {
        aggregate_key_type = "IP"
        limit              = var.waf.entrance
        scope_down_statement {
          regex_match_statement {
            regex_string = "^(/login|${local.contract.web.sockets})"
            field_to_match {
              uri_path {}
            }
            text_transformation {
              priority = 0
              type     = "NORMALIZE_PATH"
            }
          }
        }
      }
    }
    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "${var.name}-entrance"
      sampled_requests_enabled   = true
    }
  }

  dynamic "rule" {
    for_each = local.managed_rules
    content {
      name     = rule.key
      priority = rule.value.priority
      override_action {
        none {}
      }
      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key
          dynamic "rule_action_override" {
            for_each = rule.value.counted
            content {
              name = rule_action_override.value
              action_to_use {
                count {}
              }
            }
          }
        }
      }
      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "${var.name}-${rule.key}"
        sampled_requests_enabled   = true
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = true
  }

  tags = var.tags
}

resource "aws_wafv2_web_acl_association" "this" {
  count        = var.waf == null ? 0 : 1
  resource_arn = aws_lb.this.arn
  web_acl_arn  = local.waf_arn
}

resource "aws_cloudwatch_log_group" "waf" {
  #checkov:skip=CKV_AWS_338:How long they are kept is the operator's choice and cost.
  #checkov:skip=CKV_AWS_158:Encrypted with log_kms_key_arn, which the root module always gives.
  count             = local.makes_waf
  name              = "aws-waf-logs-${var.name}" # The prefix is AWS's condition.
  retention_in_days = var.waf.log_days
  kms_key_id        = var.waf.log_kms_key_arn
  tags              = var.tags
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  count                   = local.makes_waf
  resource_arn            = aws_wafv2_web_acl.this[0].arn
  log_destination_configs = [aws_cloudwatch_log_group.waf[0].arn]

  # A session's cookie in a log is a way in.
  dynamic "redacted_fields" {
    for_each = toset(["cookie", "authorization"])
    content {
      single_header {
        name = redacted_fields.key
      }
    }
  }
}
