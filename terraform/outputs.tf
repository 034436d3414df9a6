# What an operator needs next: addresses, names, and the arguments of the commands in README's runbook.

output "url" {
  description = "What people open."
  value       = module.edge.public_url
}

output "load_balancer" {
  description = "The load balancer's own name and zone; point the domain here where its zone is elsewhere."
  value       = { dns_name = module.edge.dns_name, zone_id = module.edge.zone_id }
}

output "cluster" {
  description = "The ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "services" {
  description = "Names of the services by role."
  value       = { web = module.web.service_name, backend = module.backend.service_name, worker = module.worker.service_name }
}

output "backend_url" {
  description = "Where web and workers call the backend, from inside the VPC."
  value       = module.discovery.backend_url
}

output "migrate" {
  description = "Arguments of `aws ecs run-task` for the one-off task that brings the database up to date."
  value = join(" ", [
    "--cluster", aws_ecs_cluster.this.name,
    "--task-definition", module.migrate.task_definition_arn,
    "--launch-type FARGATE",
    "--network-configuration",
    "'awsvpcConfiguration={subnets=[${join(",", local.network.private_subnet_ids)}],securityGroups=[${module.migrate.security_group_id}],assignPublicIp=DISABLED}'",
  ])
}

output "database" {
  description = "The database: id, host, address without password, and the secret that holds its password."
  value = {
    id         = module.data.database_id
    host       = module.data.database_host
    url        = module.data.database_url
    secret_arn = module.data.database_secret_arn
  }
}

output "media_bucket" {
  description = "Bucket of pictures and films."
  value       = module.data.media_bucket.name
}

output "logs_bucket" {
  description = "Bucket of the load balancer's logs."
  value       = module.edge.logs_bucket
}

output "log_groups" {
  description = "Log group of each role."
  value       = { for role, group in module.observability.log_groups : role => group.name }
}

output "target_groups" {
  description = "Target groups of the pages: `sticky`, and `spread` for tabs that were asked to go elsewhere."
  value       = module.edge.target_groups
}

output "alarm_topic_arn" {
  description = "Topic that alarms are told to."
  value       = module.observability.topic_arn
}

output "alarms" {
  description = "Names of all alarms."
  value       = module.observability.alarms
}

output "dashboard" {
  description = "Name of the CloudWatch dashboard."
  value       = module.observability.dashboard
}

output "roles" {
  description = "ARNs of the execution and the task role of each role of the program."
  value       = { web = module.web.roles, backend = module.backend.roles, worker = module.worker.roles, migrate = module.migrate.roles }
}

output "kms_key_arn" {
  description = "Key that encrypts what the stack keeps."
  value       = local.kms_key_arn
}

output "unmet" {
  description = "What the program does not do yet of what the stack prepares for, and what holds until then."
  value       = local.unmet
}
