# Every rule of a service's variables, broken once.

mock_provider "aws" {}

variables {
  name        = "rushes"
  role        = "web"
  cluster     = { name = "rushes", arn = "arn:aws:ecs:eu-central-1:123456789012:cluster/rushes" }
  vpc_id      = "vpc-1"
  subnet_ids  = ["subnet-1", "subnet-2"]
  image       = "example.com/rushes@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  cpu         = 1024
  memory      = 2048
  port        = 8080
  kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1"
  log_group   = { name = "/rushes/web", arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/rushes/web" }
  metrics     = { namespace = "Rushes", stack = "rushes" }
}

run "a_role_the_program_does_not_know_is_refused" {
  command = plan
  variables {
    role = "render"
  }
  expect_failures = [var.role]
}

run "an_image_by_tag_is_refused" {
  command = plan
  variables {
    image = "example.com/rushes:latest"
  }
  expect_failures = [var.image]
}

run "an_unknown_architecture_is_refused" {
  command = plan
  variables {
    architecture = "RISCV"
  }
  expect_failures = [var.architecture]
}

run "a_cpu_that_fargate_does_not_have_is_refused" {
  command = plan
  variables {
    cpu = 1000
  }
  expect_failures = [var.cpu]
}

run "too_little_memory_for_the_cpu_is_refused" {
  command = plan
  variables {
    cpu    = 4096
    memory = 4096
  }
  expect_failures = [var.memory]
}

run "memory_between_two_steps_is_refused" {
  command = plan
  variables {
    cpu    = 8192
    memory = 17408
  }
  expect_failures = [var.memory]
}

run "a_port_that_needs_root_is_refused" {
  command = plan
  variables {
    port = 80
  }
  expect_failures = [var.port]
}

run "target_groups_without_a_port_are_refused" {
  command = plan
  variables {
    port          = null
    target_groups = { sticky = "arn:aws:elasticloadbalancing:1" }
  }
  expect_failures = [var.target_groups]
}

run "six_target_groups_are_refused" {
  command = plan
  variables {
    target_groups = { a = "arn:1", b = "arn:2", c = "arn:3", d = "arn:4", e = "arn:5", f = "arn:6" }
  }
  expect_failures = [var.target_groups]
}

run "two_registries_are_refused" {
  command = plan
  variables {
    registry_arns = ["arn:1", "arn:2"]
  }
  expect_failures = [var.registry_arns]
}

run "a_stop_time_of_ones_own_is_refused" {
  command = plan
  variables {
    environment = { RUSHES_STOP_SECONDS = "600" }
  }
  expect_failures = [var.environment]
}

run "a_secret_in_the_environment_is_refused" {
  command = plan
  variables {
    environment = { RUSHES_SECRET = "5eee" }
  }
  expect_failures = [var.environment]
}

run "plain_http_to_a_public_name_is_refused" {
  command = plan
  variables {
    environment = { RUSHES_BACKEND_URL = "http://api.example.com:8081" }
  }
  expect_failures = [var.environment]
}

run "a_secret_by_value_is_refused" {
  command = plan
  variables {
    secrets = { RUSHES_SECRET = "5eee" }
  }
  expect_failures = [var.secrets]
}

run "a_wildcard_of_actions_is_refused" {
  command = plan
  variables {
    task_policy = { All = { actions = ["s3:*"], resources = ["arn:aws:s3:::media/*"] } }
  }
  expect_failures = [var.task_policy]
}

run "half_a_task_is_refused" {
  command = plan
  variables {
    minimum = 1.5
    maximum = 2
  }
  expect_failures = [var.minimum]
}

run "no_task_without_a_queue_is_refused" {
  command = plan
  variables {
    minimum = 0
  }
  expect_failures = [var.minimum]
}

run "a_maximum_under_the_minimum_is_refused" {
  command = plan
  variables {
    minimum = 3
    maximum = 2
  }
  expect_failures = [var.maximum]
}

run "a_cpu_target_without_room_is_refused" {
  command = plan
  variables {
    cpu_target = 95
  }
  expect_failures = [var.cpu_target]
}

run "no_session_per_task_is_refused" {
  command = plan
  variables {
    sessions_per_task = 0
  }
  expect_failures = [var.sessions_per_task]
}

run "a_queue_that_falls_is_refused" {
  command = plan
  variables {
    queue = { busy = 120, late = 60 }
  }
  expect_failures = [var.queue]
}

run "scaling_in_after_half_a_minute_is_refused" {
  command = plan
  variables {
    scale_in_cooldown  = 30
    scale_out_cooldown = 30
  }
  expect_failures = [var.scale_in_cooldown]
}

run "scaling_in_sooner_than_out_is_refused" {
  command = plan
  variables {
    scale_in_cooldown  = 60
    scale_out_cooldown = 120
  }
  expect_failures = [var.scale_in_cooldown]
}

run "scaling_out_every_second_is_refused" {
  command = plan
  variables {
    scale_out_cooldown = 1
  }
  expect_failures = [var.scale_out_cooldown]
}

run "a_stop_longer_than_fargate_waits_is_refused" {
  command = plan
  variables {
    stop_timeout = 121
  }
  expect_failures = [var.stop_timeout]
}

run "a_stop_shorter_than_the_program_needs_is_refused" {
  command = plan
  variables {
    stop_timeout = 19
  }
  expect_failures = [var.stop_timeout]
}

run "a_grace_period_that_ecs_does_not_take_is_refused" {
  command = plan
  variables {
    grace_period = -1
  }
  expect_failures = [var.grace_period]
}

run "more_than_all_tasks_healthy_is_refused" {
  command = plan
  variables {
    minimum_healthy_percent = 101
  }
  expect_failures = [var.minimum_healthy_percent]
}

run "a_deployment_that_cannot_begin_is_refused" {
  command = plan
  variables {
    maximum_percent = 100
  }
  expect_failures = [var.maximum_percent]
}

run "pages_on_spare_capacity_are_refused" {
  command = plan
  variables {
    spot = true
  }
  expect_failures = [var.spot]
}

run "exec_without_a_log_is_refused" {
  command = plan
  variables {
    enable_exec = true
  }
  expect_failures = [var.exec_log_group_arn]
}
