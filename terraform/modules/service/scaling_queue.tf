# Workers by the age of the oldest queued job. Age does not fall in proportion to workers, so that there are steps and no
# target: one more while jobs wait, three more when they wait too long, one less when none has waited for a while.
# A worker with a job protects itself, so that only idle ones go.

locals {
  queued = var.queue == null ? 0 : local.scaled
}

resource "aws_appautoscaling_policy" "more" {
  count              = local.queued
  name               = "${local.family}-more"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.this[0].service_namespace
  scalable_dimension = aws_appautoscaling_target.this[0].scalable_dimension
  resource_id        = aws_appautoscaling_target.this[0].resource_id

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    cooldown                = var.scale_out_cooldown
    metric_aggregation_type = "Maximum"
    step_adjustment {
      scaling_adjustment          = 1
      metric_interval_lower_bound = 0
      metric_interval_upper_bound = var.queue.late - var.queue.busy
    }
    step_adjustment {
      scaling_adjustment          = 3
      metric_interval_lower_bound = var.queue.late - var.queue.busy
    }
  }
}

resource "aws_appautoscaling_policy" "fewer" {
  count              = local.queued
  name               = "${local.family}-fewer"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.this[0].service_namespace
  scalable_dimension = aws_appautoscaling_target.this[0].scalable_dimension
  resource_id        = aws_appautoscaling_target.this[0].resource_id

  step_scaling_policy_configuration {
    adjustment_type         = "ChangeInCapacity"
    cooldown                = var.scale_in_cooldown
    metric_aggregation_type = "Maximum"
    step_adjustment {
      scaling_adjustment          = -1
      metric_interval_upper_bound = 0
    }
  }
}

locals {
  # The backend measures the queue: a worker that does not run cannot.
  queue_alarms = var.queue == null ? {} : {
    busy = {
      description = "Jobs wait: start workers"
      comparison  = "GreaterThanOrEqualToThreshold"
      threshold   = var.queue.busy
      periods     = 1
    }
    calm = {
      description = "No job has waited for ten minutes: stop a worker"
      comparison  = "LessThanThreshold"
      threshold   = var.queue.calm
      periods     = 10
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "queue" {
  for_each            = local.scaled == 1 ? local.queue_alarms : {}
  alarm_name          = "${local.family}-${each.key}"
  alarm_description   = each.value.description
  namespace           = var.metrics.namespace
  metric_name         = "QueueOldest"
  dimensions          = { Stack = var.metrics.stack, Role = "backend" }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = each.value.periods
  threshold           = each.value.threshold
  comparison_operator = each.value.comparison
  treat_missing_data  = "ignore" # No figure is no reason to start or stop anything.
  alarm_actions       = [each.key == "busy" ? aws_appautoscaling_policy.more[0].arn : aws_appautoscaling_policy.fewer[0].arn]
  tags                = local.tags
}
