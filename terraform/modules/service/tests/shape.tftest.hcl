# What a role runs as, and how it starts, scales and ends.

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

run "the_container_is_closed" {
  command = plan
  assert {
    condition     = local.container.readonlyRootFilesystem && local.container.user == "65532:65532" && jsonencode(local.container.linuxParameters.capabilities.drop) == jsonencode(["ALL"]) && !local.container.linuxParameters.initProcessEnabled
    error_message = "Read-only root, no root user, no capability."
  }
  assert {
    condition     = aws_ecs_task_definition.this.network_mode == "awsvpc" && contains(aws_ecs_task_definition.this.requires_compatibilities, "FARGATE") && aws_ecs_task_definition.this.runtime_platform[0].cpu_architecture == "ARM64"
    error_message = "On Fargate, on ARM64."
  }
  assert {
    condition     = aws_ecs_service.this[0].network_configuration[0].assign_public_ip == false && aws_ecs_service.this[0].enable_execute_command == false
    error_message = "No public address, no way in."
  }
}

run "the_program_ends_before_it_is_killed" {
  command = plan
  assert {
    condition     = local.container.stopTimeout == 60 && local.environment["RUSHES_STOP_SECONDS"] == "55"
    error_message = "The program has 55 s to stop by itself, and is killed after 60."
  }
}

run "the_container_asks_itself_and_listens_where_the_balancer_sends" {
  command = plan
  assert {
    condition     = jsonencode(local.container.healthCheck.command) == jsonencode(["CMD", "/usr/local/bin/rushes", "healthcheck", "--url", "http://127.0.0.1:8080/healthz"])
    error_message = "The binary asks itself: there is no shell in the image."
  }
  assert {
    condition     = local.container.portMappings[0].containerPort == 8080 && local.environment["RUSHES_LISTEN"] == "0.0.0.0:8080"
    error_message = "It listens on the port that is mapped."
  }
}

run "it_stands_behind_its_groups_by_the_container_that_is_there" {
  command = apply # Parts of a set are known only then.
  variables {
    target_groups = { sticky = "arn:1", spread = "arn:2" }
  }
  assert {
    condition     = length(aws_ecs_service.this[0].load_balancer) == 2 && alltrue([for entry in aws_ecs_service.this[0].load_balancer : entry.container_name == local.container.name && entry.container_port == local.container.portMappings[0].containerPort])
    error_message = "Both groups must name the container and port of the task."
  }
  assert {
    condition     = aws_ecs_service.this[0].health_check_grace_period_seconds == 45
    error_message = "A task that just started is not judged for 45 s."
  }
}

run "a_bad_deployment_is_taken_back" {
  command = plan
  assert {
    condition     = aws_ecs_task_definition.this.skip_destroy
    error_message = "The revision before must stay, or there is nothing to go back to."
  }
  variables {
    rollback_alarms = ["rushes-unhealthy"]
  }
  assert {
    condition     = aws_ecs_service.this[0].deployment_circuit_breaker[0].enable && aws_ecs_service.this[0].deployment_circuit_breaker[0].rollback && aws_ecs_service.this[0].alarms[0].rollback && contains(aws_ecs_service.this[0].alarms[0].alarm_names, "rushes-unhealthy")
    error_message = "Tasks that do not start and alarms that ring both take a deployment back."
  }
  assert {
    condition     = aws_ecs_service.this[0].deployment_minimum_healthy_percent == 100 && aws_ecs_service.this[0].deployment_maximum_percent == 200 && aws_ecs_service.this[0].availability_zone_rebalancing == "DISABLED" && aws_ecs_service.this[0].wait_for_steady_state
    error_message = "New tasks come before old ones go, and nobody is moved to even out zones."
  }
}

run "pages_scale_on_sessions_and_cpu" {
  command = plan
  variables {
    sessions_per_task = 2000
    cpu_target        = 60
    minimum           = 2
    maximum           = 8
  }
  assert {
    condition     = aws_appautoscaling_policy.sessions[0].target_tracking_scaling_policy_configuration[0].target_value == 2000 && aws_appautoscaling_policy.sessions[0].target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].metric_name == "Sessions" && aws_appautoscaling_policy.sessions[0].target_tracking_scaling_policy_configuration[0].customized_metric_specification[0].statistic == "Average"
    error_message = "Scaling keeps the average task at 2000 sessions."
  }
  assert {
    condition     = aws_appautoscaling_policy.cpu[0].target_tracking_scaling_policy_configuration[0].target_value == 60 && aws_appautoscaling_target.this[0].min_capacity == 2 && aws_appautoscaling_target.this[0].max_capacity == 8
    error_message = "And its CPU at 60 percent, with 2 to 8 tasks."
  }
}

run "workers_scale_on_the_age_of_the_oldest_job" {
  command = apply # Parts of a set are known only then.
  variables {
    role          = "worker"
    port          = null
    minimum       = 0
    maximum       = 4
    queue         = {}
    protects_jobs = true
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.queue["busy"].metric_name == "QueueOldest" && aws_cloudwatch_metric_alarm.queue["busy"].threshold == 15 && aws_cloudwatch_metric_alarm.queue["calm"].evaluation_periods == 10
    error_message = "More after 15 s in the queue, fewer after ten minutes without one."
  }
  assert {
    condition     = length(aws_appautoscaling_policy.cpu) == 0 && length(aws_appautoscaling_policy.more[0].step_scaling_policy_configuration[0].step_adjustment) == 2
    error_message = "In two steps, and never on CPU: a worker at work is always busy."
  }
  assert {
    condition     = toset(local.task_policy["ProtectWhileAJobRuns"].actions) == toset(["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"]) && endswith(local.task_policy["ProtectWhileAJobRuns"].resources[0], ":task/rushes/*")
    error_message = "A worker may protect tasks of its own cluster, and no others."
  }
  assert {
    condition     = !can(local.container.healthCheck.command) && length(local.container.portMappings) == 0
    error_message = "A worker listens nowhere and is asked nothing."
  }
}

run "spare_capacity_is_a_strategy_and_no_launch_type" {
  command = apply # Parts of a set are known only then.
  variables {
    role  = "worker"
    port  = null
    spot  = true
    queue = {}
  }
  assert {
    condition     = one([for strategy in aws_ecs_service.this[0].capacity_provider_strategy : strategy.capacity_provider]) == "FARGATE_SPOT"
    error_message = "ECS takes one or the other."
  }
}

run "a_task_run_by_hand_has_no_service" {
  command = plan
  variables {
    role = "migrate"
    port = null
    once = true
  }
  assert {
    condition     = length(aws_ecs_service.this) == 0 && length(aws_appautoscaling_target.this) == 0 && length(aws_iam_role_policy.task) == 0
    error_message = "Only a task definition, and no permission that it does not need."
  }
}

run "secrets_are_named_and_only_they_can_be_read" {
  command = plan
  variables {
    repository_arn = "arn:aws:ecr:eu-central-1:123456789012:repository/rushes"
    secrets = {
      RUSHES_SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shared-AbCdEf"
      PGPASSWORD    = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds-AbCdEf:password::"
    }
  }
  assert {
    condition     = toset(local.secret_arns) == toset(["arn:aws:secretsmanager:eu-central-1:123456789012:secret:shared-AbCdEf", "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds-AbCdEf"])
    error_message = "The permission is on the secret, not on a value in it."
  }
  assert {
    condition     = [for secret in local.container.secrets : secret.name] == ["PGPASSWORD", "RUSHES_SECRET"]
    error_message = "In order of name, so that a plan without a change shows none."
  }
}

run "exec_opens_the_container_and_leaves_a_trace" {
  command = plan
  variables {
    enable_exec        = true
    exec_log_group_arn = "arn:aws:logs:eu-central-1:123456789012:log-group:/rushes/exec"
  }
  assert {
    condition     = !local.container.readonlyRootFilesystem && local.container.linuxParameters.initProcessEnabled && aws_ecs_service.this[0].enable_execute_command
    error_message = "AWS's agent writes, and refuses a read-only root."
  }
  assert {
    condition     = contains(keys(local.task_policy), "ExecLog") && length(local.task_policy["Exec"].actions) == 4
    error_message = "The task may open the channel and must be able to log it."
  }
}
