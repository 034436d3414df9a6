# Figures counted from log lines. They need nothing of the program but the lines it writes; the contract test reads them
# from the running program, so that a reworded line is found there and not by an alarm that stays quiet.

locals {
  lines = local.contract.logs
  filters = merge(
    { for role in keys(var.roles) : "${role}-errors" => { role = role, line = local.lines.error, metric = "Errors", unit = "Count" } },
    { for role in keys(local.services) : "${role}-panics" => { role = role, line = local.lines.panic, metric = "Panics", unit = "Count" } },
    {
      calls        = { role = "backend", line = local.lines.call, metric = "CallDuration", unit = "Milliseconds" }
      rescued      = { role = "backend", line = local.lines.rescued, metric = "JobsRescued", unit = "Count" }
      job-finished = { role = "worker", line = local.lines.job_finished, metric = "JobDuration", unit = "Milliseconds" }
      job-failed   = { role = "worker", line = local.lines.job_failed, metric = "JobsFailed", unit = "Count" }
    },
  )
}

resource "aws_cloudwatch_log_metric_filter" "this" {
  for_each       = local.filters
  name           = "${var.name}-${each.key}"
  log_group_name = aws_cloudwatch_log_group.this[each.value.role].name
  pattern        = "{ $.${each.value.line.field} = \"${each.value.line.value}\" }"

  metric_transformation {
    # A filter can give a dimension only the value of a field, so that stack and role are part of the name's space.
    namespace = "${local.logged}/${var.name}/${each.value.role}"
    name      = each.value.metric
    value     = can(each.value.line.measure) ? "$.${each.value.line.measure}" : "1"
    unit      = each.value.unit
    # Without zeros a count has no figure when all is well; a duration of zero would be a lie.
    default_value = each.value.unit == "Count" ? "0" : null
  }
}
