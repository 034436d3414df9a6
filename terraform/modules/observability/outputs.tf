# Where logs go, and which alarms may take a deployment back.

output "log_groups" {
  description = "Log group of each role: its name and ARN."
  value       = { for role, group in aws_cloudwatch_log_group.this : role => { name = group.name, arn = group.arn } }
}

output "topic_arn" {
  description = "Topic that alarms are told to."
  value       = local.topic
}

output "rollback_alarms" {
  description = "Alarms by role that mean that a new version is worse than the old one."
  value = {
    web     = [for key in ["unhealthy", "target-errors", "web-panics"] : aws_cloudwatch_metric_alarm.this[key].alarm_name]
    backend = [for key in ["backend-panics", "backend-errors"] : aws_cloudwatch_metric_alarm.this[key].alarm_name]
    worker  = [for key in ["worker-panics"] : aws_cloudwatch_metric_alarm.this[key].alarm_name]
  }
}

output "alarms" {
  description = "Names of all alarms."
  value       = concat([for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name], [for alarm in aws_cloudwatch_metric_alarm.missing_tasks : alarm.alarm_name])
}

output "dashboard" {
  description = "Name of the dashboard."
  value       = aws_cloudwatch_dashboard.this.dashboard_name
}
