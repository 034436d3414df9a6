# What rules of traffic, alarms and commands hang on.

output "security_group_id" {
  description = "Security group of the tasks."
  value       = aws_security_group.this.id
}

output "service_name" {
  description = "Name of the service; of the family of a one-off task."
  value       = local.family
}

output "task_definition_arn" {
  description = "The task definition."
  value       = aws_ecs_task_definition.this.arn
}

output "roles" {
  description = "ARNs of the execution and the task role."
  value       = { execution = aws_iam_role.execution.arn, task = aws_iam_role.task.arn }
}
