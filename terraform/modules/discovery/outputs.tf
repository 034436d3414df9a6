# The backend's address, and what its service is registered with.

output "backend_url" {
  description = "Where web and workers call the backend."
  value       = "http://${local.host}:${local.port}"
}

output "registry_arns" {
  description = "Cloud Map service to list the tasks in; none with a load balancer."
  value       = aws_service_discovery_service.backend[*].arn
}

output "target_groups" {
  description = "Target groups to put the tasks behind; none with Cloud Map."
  value       = local.balanced == 1 ? { backend = aws_lb_target_group.this[0].arn } : {}
  depends_on  = [aws_lb_listener.this]
}

output "security_group_id" {
  description = "Security group of the internal load balancer; null with Cloud Map."
  value       = one(aws_security_group.this[*].id)
}
