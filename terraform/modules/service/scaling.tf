# How many tasks. Any policy that asks for more gets more; fewer only when all agree.

locals {
  scaled = var.once ? 0 : 1
}

resource "aws_appautoscaling_target" "this" {
  count              = local.scaled
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${var.cluster.name}/${aws_ecs_service.this[0].name}"
  min_capacity       = var.minimum
  max_capacity       = var.maximum
  tags               = local.tags
}

resource "aws_appautoscaling_policy" "cpu" {
  count              = var.cpu_target == null ? 0 : local.scaled
  name               = "${local.family}-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this[0].service_namespace
  scalable_dimension = aws_appautoscaling_target.this[0].scalable_dimension
  resource_id        = aws_appautoscaling_target.this[0].resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.cpu_target
    scale_in_cooldown  = var.scale_in_cooldown
    scale_out_cooldown = var.scale_out_cooldown
    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

# Every task reports its own number under the same name, so that the average is that of a task.
resource "aws_appautoscaling_policy" "sessions" {
  count              = var.sessions_per_task == null ? 0 : local.scaled
  name               = "${local.family}-sessions"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this[0].service_namespace
  scalable_dimension = aws_appautoscaling_target.this[0].scalable_dimension
  resource_id        = aws_appautoscaling_target.this[0].resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = var.sessions_per_task
    scale_in_cooldown  = var.scale_in_cooldown
    scale_out_cooldown = var.scale_out_cooldown
    customized_metric_specification {
      namespace   = var.metrics.namespace
      metric_name = "Sessions"
      statistic   = "Average"
      unit        = "Count"
      dimensions {
        name  = "Stack"
        value = var.metrics.stack
      }
      dimensions {
        name  = "Role"
        value = var.role
      }
    }
  }
}
