# What the runbook's commands take.

output "url" {
  description = "What people open."
  value       = module.rushes.url
}

output "cluster" {
  description = "The ECS cluster."
  value       = module.rushes.cluster
}

output "services" {
  description = "Names of the services by role."
  value       = module.rushes.services
}

output "migrate" {
  description = "Arguments of `aws ecs run-task` for the one-off task that brings the database up to date."
  value       = module.rushes.migrate
}

output "database" {
  description = "The database: id, host, address without password, and the secret that holds its password."
  value       = module.rushes.database
}

output "target_groups" {
  description = "Target groups of the pages."
  value       = module.rushes.target_groups
}

output "media_bucket" {
  description = "Bucket of pictures and films."
  value       = module.rushes.media_bucket
}

output "dashboard" {
  description = "Name of the CloudWatch dashboard."
  value       = module.rushes.dashboard
}

output "unmet" {
  description = "What the program does not do yet of what the stack prepares for."
  value       = module.rushes.unmet
}
