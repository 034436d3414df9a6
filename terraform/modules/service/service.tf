# The service that keeps the tasks up, replaces them one by one, and takes a bad deployment back.

resource "aws_ecs_service" "this" {
  count = var.once ? 0 : 1

  name            = local.family
  cluster         = var.cluster.arn
  task_definition = aws_ecs_task_definition.this.arn
  desired_count   = var.minimum

  # One or the other: a strategy of capacity providers where tasks may be taken back.
  launch_type = var.spot ? null : "FARGATE"
  dynamic "capacity_provider_strategy" {
    for_each = var.spot ? [1] : []
    content {
      capacity_provider = "FARGATE_SPOT"
      weight            = 1
    }
  }
  platform_version = "LATEST"

  deployment_minimum_healthy_percent = var.minimum_healthy_percent
  deployment_maximum_percent         = var.maximum_percent
  # Evening out zones would stop tasks, and people are on them.
  availability_zone_rebalancing     = "DISABLED"
  health_check_grace_period_seconds = length(var.target_groups) > 0 ? var.grace_period : null

  enable_execute_command  = var.enable_exec
  enable_ecs_managed_tags = true
  propagate_tags          = "SERVICE"
  # An apply that is green means that the new tasks serve, or that the old ones were brought back and it says so.
  wait_for_steady_state = true

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  dynamic "alarms" {
    for_each = length(var.rollback_alarms) > 0 ? [1] : []
    content {
      enable      = true
      rollback    = true
      alarm_names = var.rollback_alarms
    }
  }

  network_configuration {
    subnets          = var.subnet_ids
    security_groups  = [aws_security_group.this.id]
    assign_public_ip = false
  }

  dynamic "load_balancer" {
    for_each = var.target_groups
    content {
      target_group_arn = load_balancer.value
      container_name   = local.container.name
      container_port   = var.port
    }
  }

  dynamic "service_registries" {
    for_each = var.registry_arns
    content {
      registry_arn = service_registries.value
    }
  }

  tags = local.tags

  lifecycle {
    # Scaling owns the number from the first minute on.
    ignore_changes = [desired_count]
  }

  # A service whose role lost its policy first cannot stop its tasks in order.
  depends_on = [aws_iam_role_policy.execution, aws_iam_role_policy.task]
}
