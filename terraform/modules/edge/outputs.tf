# What tasks, names and alarms hang on.

output "security_group_id" {
  description = "Security group of the load balancer."
  value       = aws_security_group.this.id
}

output "dns_name" {
  description = "The load balancer's own name; point the domain here where its zone is elsewhere."
  value       = aws_lb.this.dns_name
}

output "zone_id" {
  description = "The load balancer's own zone, for an alias record."
  value       = aws_lb.this.zone_id
}

output "arn_suffix" {
  description = "How CloudWatch calls the load balancer."
  value       = aws_lb.this.arn_suffix
}

output "target_groups" {
  description = "ARNs of the target groups `sticky` and `spread`, given out once their listeners stand: a service cannot be made on a group without one."
  value       = { for key, group in aws_lb_target_group.this : key => group.arn }
  depends_on  = [aws_lb_listener.https, aws_lb_listener_rule.this]
}

output "target_group_suffixes" {
  description = "How CloudWatch calls the target groups."
  value       = { for key, group in aws_lb_target_group.this : key => group.arn_suffix }
}

output "public_url" {
  description = "What people open."
  value       = "https://${var.domain}"
}

output "logs_bucket" {
  description = "Bucket of the access and connection logs."
  value       = aws_s3_bucket.logs.id
}
