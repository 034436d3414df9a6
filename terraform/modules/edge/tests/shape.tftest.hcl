# What stands at the edge, with and without its options.

mock_provider "aws" {}

variables {
  name            = "rushes"
  vpc_id          = "vpc-1"
  subnet_ids      = ["subnet-1", "subnet-2"]
  domain          = "rushes.example.com"
  certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/1"
  idle_timeout    = 60
}

run "a_browser_stays_on_its_task_for_a_day" {
  command = plan
  assert {
    condition     = aws_lb_target_group.this["sticky"].stickiness[0].enabled && aws_lb_target_group.this["sticky"].stickiness[0].type == "lb_cookie" && aws_lb_target_group.this["sticky"].stickiness[0].cookie_duration == 86400
    error_message = "The sticky group must keep a browser by the load balancer's own cookie for 86400 s."
  }
  assert {
    condition     = aws_lb_target_group.this["spread"].stickiness[0].enabled == false
    error_message = "The group for tabs that were asked to go elsewhere must have no cookie."
  }
}

run "the_groups_take_sockets_to_tasks_by_address" {
  command = plan
  assert {
    condition     = alltrue([for group in aws_lb_target_group.this : group.target_type == "ip" && group.protocol == "HTTP" && group.protocol_version == "HTTP1"])
    error_message = "Fargate tasks are targets by address, and a socket is an upgrade of HTTP/1.1."
  }
  assert {
    condition     = alltrue([for group in aws_lb_target_group.this : tonumber(group.deregistration_delay) == 60 && group.load_balancing_algorithm_type == "least_outstanding_requests" && group.slow_start == 0])
    error_message = "A leaving task keeps its connections for 60 s; new browsers go where least is under way."
  }
  assert {
    condition     = aws_lb.this.enable_cross_zone_load_balancing
    error_message = "Stickiness does not work without balancing across zones."
  }
}

run "the_health_check_asks_for_readiness" {
  command = plan
  assert {
    condition     = alltrue([for group in aws_lb_target_group.this : group.health_check[0].path == "/readyz" && group.health_check[0].matcher == "200" && group.health_check[0].interval == 10 && group.health_check[0].timeout == 5])
    error_message = "A task is asked /readyz every 10 s: 200 and nothing else means ready."
  }
}

run "port_80_only_redirects_and_443_ends_tls" {
  command = plan
  assert {
    condition     = aws_lb_listener.http.port == 80 && aws_lb_listener.http.default_action[0].type == "redirect" && aws_lb_listener.http.default_action[0].redirect[0].protocol == "HTTPS" && aws_lb_listener.http.default_action[0].redirect[0].status_code == "HTTP_301"
    error_message = "Port 80 must answer nothing but a permanent redirect."
  }
  assert {
    condition     = aws_lb_listener.https.port == 443 && aws_lb_listener.https.protocol == "HTTPS" && aws_lb_listener.https.ssl_policy == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    error_message = "Port 443 must end TLS 1.2 or 1.3."
  }
  assert {
    condition     = length(aws_lb_listener.https.default_action) == 1 && aws_lb_listener.https.default_action[0].type == "forward"
    error_message = "Without sign-in there is one action: forward."
  }
}

run "tabs_that_go_elsewhere_come_back_by_an_address_of_their_own" {
  command = plan
  assert {
    condition     = aws_lb_listener_rule.this["spread"].priority == 10 && contains(flatten([for condition in aws_lb_listener_rule.this["spread"].condition : [for pattern in condition.path_pattern : pattern.values]]), "/live/again")
    error_message = "The second address of the socket must have its rule before all others."
  }
  assert {
    condition     = keys(aws_lb_listener_rule.this) == ["spread"]
    error_message = "Without sign-in there is no other rule."
  }
}

run "logs_go_to_a_closed_bucket_and_end" {
  command = plan
  assert {
    condition     = aws_lb.this.access_logs[0].enabled && aws_lb.this.connection_logs[0].enabled
    error_message = "Access and connection logs must be on."
  }
  assert {
    condition     = aws_s3_bucket_public_access_block.logs.block_public_policy && aws_s3_bucket_public_access_block.logs.restrict_public_buckets && aws_s3_bucket_lifecycle_configuration.logs.rule[0].expiration[0].days == 90
    error_message = "The logs are nobody else's, and are deleted after 90 days."
  }
}

run "what_can_be_read_two_ways_is_refused" {
  command = plan
  assert {
    condition     = aws_lb.this.drop_invalid_header_fields && aws_lb.this.desync_mitigation_mode == "defensive" && aws_lb.this.xff_header_processing_mode == "append" && aws_lb.this.enable_deletion_protection
    error_message = "Invalid headers are dropped, requests that could be smuggled are refused, and the load balancer cannot be deleted by a slip."
  }
}

run "a_certificate_is_made_and_validated_where_the_zone_is_ours" {
  command = plan
  variables {
    certificate_arn = null
    zone_id         = "Z1"
  }
  assert {
    condition     = length(aws_acm_certificate.this) == 1 && aws_acm_certificate.this[0].validation_method == "DNS" && length(aws_route53_record.validation) == 1 && length(aws_route53_record.this) == 1
    error_message = "A certificate, its record of validation, and the name itself."
  }
}

run "sign_in_redirects_pages_and_refuses_sockets" {
  command = plan
  variables {
    oidc = {
      issuer                 = "https://sign-in.example.com"
      authorization_endpoint = "https://sign-in.example.com/a"
      token_endpoint         = "https://sign-in.example.com/t"
      user_info_endpoint     = "https://sign-in.example.com/u"
      client_id              = "rushes"
      client_secret          = "secret"
    }
  }
  assert {
    condition     = aws_lb_listener.https.default_action[0].type == "authenticate-oidc" && aws_lb_listener.https.default_action[0].authenticate_oidc[0].on_unauthenticated_request == "authenticate" && aws_lb_listener.https.default_action[1].type == "forward"
    error_message = "Pages go through sign-in."
  }
  assert {
    condition     = alltrue([for rule in aws_lb_listener_rule.this : rule.action[0].type == "authenticate-oidc" && rule.action[0].authenticate_oidc[0].on_unauthenticated_request == "deny"]) && length(aws_lb_listener_rule.this) == 2
    error_message = "A socket cannot follow a redirect to a sign-in page: it is refused, on either address."
  }
}

run "the_firewall_counts_large_bodies_and_blocks_floods" {
  command = apply # Parts of a set are known only then.
  variables {
    waf = { create = true }
  }
  assert {
    condition     = length(aws_wafv2_web_acl_association.this) == 1 && length(aws_wafv2_web_acl.this[0].rule) == 5
    error_message = "Two limits on requests and three groups of AWS's rules, in front of the load balancer."
  }
  assert {
    condition     = length(aws_wafv2_web_acl_logging_configuration.this[0].redacted_fields) == 2
    error_message = "Cookies and authorization must not stand in the firewall's log."
  }
  assert {
    condition     = anytrue([for rule in aws_wafv2_web_acl.this[0].rule : try(rule.statement[0].managed_rule_group_statement[0].rule_action_override[0].name == "SizeRestrictions_BODY", false)])
    error_message = "Pictures are larger than the firewall reads: their size is counted and not refused."
  }
}

run "a_firewall_of_yours_is_only_put_in_front" {
  command = plan
  variables {
    waf = { arn = "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/a/1" }
  }
  assert {
    condition     = length(aws_wafv2_web_acl.this) == 0 && aws_wafv2_web_acl_association.this[0].web_acl_arn == "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/a/1"
    error_message = "Nothing is made but the association."
  }
}

run "with_many_tasks_one_bad_one_does_not_open_the_gate" {
  command = plan
  variables {
    minimum_healthy_targets = 2
    least_tasks             = 4
  }
  assert {
    condition     = aws_lb_target_group.this["sticky"].target_group_health[0].unhealthy_state_routing[0].minimum_healthy_targets_count == 2
    error_message = "Below two healthy tasks the load balancer sends to all."
  }
}
