# Where the stores are, and what it takes to use them.

output "database_url" {
  description = "Address of the database without its password, which is in the secret."
  value       = "postgres://${local.user}@${aws_db_instance.this.address}:${local.port}/${local.database}?sslmode=require"
}

output "database_host" {
  description = "Host of the database."
  value       = aws_db_instance.this.address
}

output "database_id" {
  description = "How CloudWatch and the runbook call the database."
  value       = aws_db_instance.this.identifier
}

output "final_snapshot" {
  description = "Name of the snapshot that is made of the database when it is deleted; null for none."
  value       = aws_db_instance.this.final_snapshot_identifier
}

output "database_secret_arn" {
  description = "Secret in which RDS keeps the database's user and password."
  value       = local.secret
}

output "database_security_group_id" {
  description = "Security group of the database."
  value       = aws_security_group.postgres.id
}

output "bus_url" {
  description = "Address of the bus; null without one."
  value       = local.bus == 1 ? "rediss://${aws_elasticache_replication_group.this[0].primary_endpoint_address}:6379" : null
}

output "bus_id" {
  description = "How CloudWatch calls the bus; null without one."
  value       = one(aws_elasticache_replication_group.this[*].replication_group_id)
}

output "bus_security_group_id" {
  description = "Security group of the bus; null without one."
  value       = one(aws_security_group.valkey[*].id)
}

output "media_bucket" {
  description = "Bucket of pictures and films: its name and ARN."
  value       = { name = aws_s3_bucket.media.id, arn = aws_s3_bucket.media.arn }
}
