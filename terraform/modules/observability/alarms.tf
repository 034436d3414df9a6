# The alarms, as one table. Missing figures are no alarm: a quiet night has no requests. The program's own metrics
# (contract.json) come once a minute, zeros too.

locals {
  edge    = { LoadBalancer = var.load_balancer }
  group   = { LoadBalancer = var.load_balancer, TargetGroup = var.target_group }
  web     = { Stack = var.name, Role = "web" }
  backend = { Stack = var.name, Role = "backend" }
  limits  = var.thresholds

  # `for`: minutes in a row. `statistic` may be a percentile.
  base = {
    edge-errors      = { namespace = "AWS/ApplicationELB", metric = "HTTPCode_ELB_5XX_Count", dimensions = local.edge, statistic = "Sum", above = local.limits.edge_errors, for = 5, says = "The load balancer itself answers with errors: no healthy task, or connections that break" }
    target-errors    = { namespace = "AWS/ApplicationELB", metric = "HTTPCode_Target_5XX_Count", dimensions = local.group, statistic = "Sum", above = local.limits.target_errors, for = 5, says = "Pages answer with errors" }
    unhealthy        = { namespace = "AWS/ApplicationELB", metric = "UnHealthyHostCount", dimensions = local.group, statistic = "Maximum", above = 0, for = 3, says = "A web task fails its health check" }
    unreachable      = { namespace = "AWS/ApplicationELB", metric = "TargetConnectionErrorCount", dimensions = local.group, statistic = "Sum", above = 0, for = 3, says = "The load balancer cannot connect to a web task" }
    rejected         = { namespace = "AWS/ApplicationELB", metric = "RejectedConnectionCount", dimensions = local.edge, statistic = "Sum", above = 0, for = 3, says = "The load balancer has reached its own limit of connections" }
    slow-answers     = { namespace = "AWS/ApplicationELB", metric = "TargetResponseTime", dimensions = local.group, statistic = "p95", above = local.limits.answer_seconds, for = 10, says = "One page in twenty is slow" }
    database-cpu     = { namespace = "AWS/RDS", metric = "CPUUtilization", dimensions = { DBInstanceIdentifier = var.database_id }, statistic = "Average", above = local.limits.database_percent, for = 15, says = "The database is busy" }
    database-full    = { namespace = "AWS/RDS", metric = "FreeStorageSpace", dimensions = { DBInstanceIdentifier = var.database_id }, statistic = "Minimum", below = local.limits.database_free_gib * 1073741824, for = 5, says = "The database's disk is nearly full" }
    database-crowded = { namespace = "AWS/RDS", metric = "DatabaseConnections", dimensions = { DBInstanceIdentifier = var.database_id }, statistic = "Maximum", above = local.limits.connections, for = 5, says = "The database has nearly all the connections it takes" }
    event-latency    = { namespace = local.program.namespace, metric = "EventLatency", dimensions = local.web, statistic = "p95", above = local.limits.event_ms, for = 5, says = "People wait for their clicks" }
    sessions         = { namespace = local.program.namespace, metric = "Sessions", dimensions = local.web, statistic = "Maximum", above = var.sessions_per_task * 1.5, for = 10, says = "A web task holds many more sessions than scaling keeps to: at its maximum, or unevenly spread" }
    rejoin-storm     = { namespace = local.program.namespace, metric = "Rejoins", dimensions = local.web, statistic = "Sum", above = local.limits.rejoins, for = 5, says = "Many tabs come back at once, and it goes on" }
    refused          = { namespace = local.program.namespace, metric = "Refused", dimensions = local.web, statistic = "Sum", above = 0, for = 5, says = "People are turned away for load" }
    backend-failures = { namespace = local.program.namespace, metric = "BackendFailures", dimensions = local.web, statistic = "Sum", above = local.limits.backend_failures, for = 5, says = "Calls to the backend fail" }
    queue-waits      = { namespace = local.program.namespace, metric = "QueueOldest", dimensions = local.backend, statistic = "Maximum", above = local.limits.queue_seconds, for = 5, says = "A job has waited long: workers are at their maximum, or none takes it" }
    jobs-rescued     = { namespace = "${local.logged}/${var.name}/backend", metric = "JobsRescued", dimensions = {}, statistic = "Sum", above = 0, for = 3, says = "Workers fall silent in the middle of jobs" }
    jobs-failed      = { namespace = "${local.logged}/${var.name}/worker", metric = "JobsFailed", dimensions = {}, statistic = "Sum", above = local.limits.logged_errors, for = 5, says = "Jobs fail one after another" }
  }
  of_roles = merge([
    for role, service in local.services : {
      "${role}-memory" = { namespace = "AWS/ECS", metric = "MemoryUtilization", dimensions = { ClusterName = var.cluster_name, ServiceName = service }, statistic = "Maximum", above = local.limits.memory_percent, for = 10, says = "A task of ${role} runs out of memory" }
      "${role}-errors" = { namespace = "${local.logged}/${var.name}/${role}", metric = "Errors", dimensions = {}, statistic = "Sum", above = local.limits.logged_errors, for = 5, says = "${role} logs errors" }
      "${role}-panics" = { namespace = "${local.logged}/${var.name}/${role}", metric = "Panics", dimensions = {}, statistic = "Sum", above = 0, for = 1, says = "A thread of ${role} panicked" }
    }
  ]...)
  of_bus = var.bus == null ? {} : {
    bus-full = { namespace = "AWS/ElastiCache", metric = "DatabaseMemoryUsagePercentage", dimensions = { CacheClusterId = var.bus }, statistic = "Maximum", above = local.limits.memory_percent, for = 10, says = "The bus runs out of memory" }
  }
  of_operator = { for name, own in var.own_alarms : "own-${name}" => merge(own, { namespace = local.program.namespace, dimensions = { Stack = var.name, Role = own.role } }) }
  alarms      = merge(local.base, local.of_roles, local.of_bus, local.of_operator)
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each           = local.alarms
  alarm_name         = "${var.name}-${each.key}"
  alarm_description  = each.value.says
  namespace          = each.value.namespace
  metric_name        = each.value.metric
  dimensions         = each.value.dimensions
  statistic          = startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic = startswith(each.value.statistic, "p") ? each.value.statistic : null

  period              = 60
  evaluation_periods  = each.value.for
  datapoints_to_alarm = each.value.for
  threshold           = try(each.value.above, each.value.below)
  comparison_operator = can(each.value.above) ? "GreaterThanThreshold" : "LessThanThreshold"
  treat_missing_data  = "notBreaching"

  alarm_actions = [local.topic]
  ok_actions    = [local.topic]
  tags          = var.tags

  lifecycle {
    # A name that nobody writes is an alarm that never rings.
    precondition {
      condition     = each.value.namespace != local.program.namespace || try(local.program.names[each.value.metric].role == each.value.dimensions.Role, false)
      error_message = "The program has no metric ${each.value.metric} of that role; contract.json names those it has, and whose they are."
    }
  }
}

# Fewer tasks than wanted, whatever the reason: they crash, or there is no room for them.
resource "aws_cloudwatch_metric_alarm" "missing_tasks" {
  for_each            = local.services
  alarm_name          = "${var.name}-${each.key}-missing"
  alarm_description   = "${each.key} runs fewer tasks than it should"
  evaluation_periods  = 10
  threshold           = 0
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [local.topic]
  ok_actions          = [local.topic]

  metric_query {
    id          = "missing"
    expression  = "desired - running"
    label       = "Missing tasks"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { desired = "DesiredTaskCount", running = "RunningTaskCount" }
    content {
      id = metric_query.key
      metric {
        namespace   = "ECS/ContainerInsights"
        metric_name = metric_query.value
        dimensions  = { ClusterName = var.cluster_name, ServiceName = each.value }
        stat        = "Average"
        period      = 60
      }
    }
  }

  tags = var.tags
}
