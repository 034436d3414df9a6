# Every rule of the edge's variables, broken once.

mock_provider "aws" {}

variables {
  name            = "rushes"
  vpc_id          = "vpc-1"
  subnet_ids      = ["subnet-1", "subnet-2"]
  domain          = "rushes.example.com"
  certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/1"
  idle_timeout    = 60
}

run "a_name_too_long_for_its_target_groups_is_refused" {
  command = plan
  variables {
    name = "a-name-of-twenty-seven-letters"
  }
  expect_failures = [var.name]
}

run "a_single_subnet_is_refused" {
  command = plan
  variables {
    subnet_ids = ["subnet-1"]
  }
  expect_failures = [var.subnet_ids]
}

run "a_domain_with_a_path_is_refused" {
  command = plan
  variables {
    domain = "example.com/rushes"
  }
  expect_failures = [var.domain]
}

run "no_certificate_and_no_zone_to_make_one_is_refused" {
  command = plan
  variables {
    certificate_arn = null
  }
  expect_failures = [var.certificate_arn]
}

run "a_certificate_of_the_wrong_service_is_refused" {
  command = plan
  variables {
    certificate_arn = "arn:aws:iam::123456789012:server-certificate/1"
  }
  expect_failures = [var.certificate_arn]
}

run "a_policy_with_old_tls_is_refused" {
  command = plan
  variables {
    ssl_policy = "ELBSecurityPolicy-2016-08"
  }
  expect_failures = [var.ssl_policy]
}

run "an_idle_time_out_that_no_load_balancer_takes_is_refused" {
  command = plan
  variables {
    idle_timeout = 4001
  }
  expect_failures = [var.idle_timeout]
}

run "an_idle_time_out_in_parts_of_a_second_is_refused" {
  command = plan
  variables {
    idle_timeout = 60.5
  }
  expect_failures = [var.idle_timeout]
}

run "an_idle_time_out_of_twice_the_ping_is_refused" {
  command = plan
  variables {
    idle_timeout = 40
  }
  expect_failures = [var.idle_timeout]
}

run "an_idle_time_out_as_long_as_the_keep_alive_is_refused" {
  command = plan
  variables {
    idle_timeout = 75
  }
  expect_failures = [var.idle_timeout]
}

run "a_deregistration_delay_over_an_hour_is_refused" {
  command = plan
  variables {
    deregistration_delay = 3601
  }
  expect_failures = [var.deregistration_delay]
}

run "a_deregistration_delay_too_short_to_move_tabs_is_refused" {
  command = plan
  variables {
    deregistration_delay = 19
  }
  expect_failures = [var.deregistration_delay]
}

run "a_cookie_without_life_is_refused" {
  command = plan
  variables {
    stickiness_seconds = 0
  }
  expect_failures = [var.stickiness_seconds]
}

run "a_cookie_of_more_than_a_week_is_refused" {
  command = plan
  variables {
    stickiness_seconds = 604801
  }
  expect_failures = [var.stickiness_seconds]
}

run "an_unknown_algorithm_is_refused" {
  command = plan
  variables {
    algorithm = "weighted_random"
  }
  expect_failures = [var.algorithm]
}

run "a_slow_start_under_half_a_minute_is_refused" {
  command = plan
  variables {
    algorithm  = "round_robin"
    slow_start = 29
  }
  expect_failures = [var.slow_start]
}

run "a_slow_start_over_a_quarter_of_an_hour_is_refused" {
  command = plan
  variables {
    algorithm  = "round_robin"
    slow_start = 901
  }
  expect_failures = [var.slow_start]
}

run "a_slow_start_beside_least_outstanding_requests_is_refused" {
  command = plan
  variables {
    slow_start = 30
  }
  expect_failures = [var.slow_start]
}

run "a_least_number_of_healthy_targets_with_three_tasks_is_refused" {
  command = plan
  variables {
    minimum_healthy_targets = 2
    least_tasks             = 3
  }
  expect_failures = [var.minimum_healthy_targets]
}

run "a_health_check_every_other_second_is_refused" {
  command = plan
  variables {
    health_check = { interval = 4, timeout = 2 }
  }
  expect_failures = [var.health_check]
}

run "a_health_check_every_six_minutes_is_refused" {
  command = plan
  variables {
    health_check = { interval = 301 }
  }
  expect_failures = [var.health_check]
}

run "a_health_check_that_waits_as_long_as_its_interval_is_refused" {
  command = plan
  variables {
    health_check = { interval = 10, timeout = 10 }
  }
  expect_failures = [var.health_check]
}

run "a_health_check_that_believes_one_answer_is_refused" {
  command = plan
  variables {
    health_check = { healthy = 1 }
  }
  expect_failures = [var.health_check]
}

run "a_health_check_that_needs_eleven_failures_is_refused" {
  command = plan
  variables {
    health_check = { unhealthy = 11 }
  }
  expect_failures = [var.health_check]
}

run "logs_that_are_never_kept_are_refused" {
  command = plan
  variables {
    log_days = 0
  }
  expect_failures = [var.log_days]
}

run "a_firewall_of_yours_and_one_made_here_are_refused" {
  command = plan
  variables {
    waf = { arn = "arn:aws:wafv2:eu-central-1:123456789012:regional/webacl/a/1", create = true }
  }
  expect_failures = [var.waf]
}

run "a_firewall_of_neither_kind_is_refused" {
  command = plan
  variables {
    waf = {}
  }
  expect_failures = [var.waf]
}

run "a_rate_that_no_rule_takes_is_refused" {
  command = plan
  variables {
    waf = { create = true, entrance = 9 }
  }
  expect_failures = [var.waf]
}

run "a_sign_in_over_plain_http_is_refused" {
  command = plan
  variables {
    oidc = {
      issuer                 = "http://sign-in.example.com"
      authorization_endpoint = "https://sign-in.example.com/a"
      token_endpoint         = "https://sign-in.example.com/t"
      user_info_endpoint     = "https://sign-in.example.com/u"
      client_id              = "rushes"
      client_secret          = "secret"
    }
  }
  expect_failures = [var.oidc]
}

run "a_sign_in_of_more_than_a_week_is_refused" {
  command = plan
  variables {
    oidc = {
      issuer                 = "https://sign-in.example.com"
      authorization_endpoint = "https://sign-in.example.com/a"
      token_endpoint         = "https://sign-in.example.com/t"
      user_info_endpoint     = "https://sign-in.example.com/u"
      client_id              = "rushes"
      client_secret          = "secret"
      session_seconds        = 604801
    }
  }
  expect_failures = [var.oidc]
}
