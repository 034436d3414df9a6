# The stores: closed, encrypted, backed up.

mock_provider "aws" {
  mock_resource "aws_db_instance" {
    defaults = { master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds-AbCdEf" }] }
  }
}

variables {
  name        = "rushes"
  vpc_id      = "vpc-1"
  subnet_ids  = ["subnet-1", "subnet-2"]
  kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1"
}

run "the_database_is_encrypted_backed_up_and_private" {
  command = plan
  assert {
    condition     = aws_db_instance.this.storage_encrypted && aws_db_instance.this.publicly_accessible == false && aws_db_instance.this.multi_az && aws_db_instance.this.backup_retention_period == 14 && aws_db_instance.this.deletion_protection && aws_db_instance.this.skip_final_snapshot == false
    error_message = "Encrypted, private, with a standby, two weeks of backups and no way to lose it by a slip."
  }
  assert {
    condition     = aws_db_instance.this.manage_master_user_password
    error_message = "RDS makes the password; Terraform never holds one."
  }
  assert {
    condition     = contains([for parameter in aws_db_parameter_group.this.parameter : "${parameter.name}=${parameter.value}"], "rds.force_ssl=1")
    error_message = "A connection without TLS is refused by the database itself."
  }
  assert {
    condition     = aws_db_instance.this.max_allocated_storage > aws_db_instance.this.allocated_storage
    error_message = "The disk can grow."
  }
}

run "the_bus_is_encrypted_on_its_way_and_at_rest" {
  command = plan
  assert {
    condition     = aws_elasticache_replication_group.this[0].engine == "valkey" && aws_elasticache_replication_group.this[0].transit_encryption_enabled && tobool(aws_elasticache_replication_group.this[0].at_rest_encryption_enabled) && aws_elasticache_replication_group.this[0].automatic_failover_enabled
    error_message = "Valkey, encrypted, with a replica that takes over."
  }
}

run "a_single_node_has_nobody_to_take_over" {
  command = plan
  variables {
    valkey = { nodes = 1 }
  }
  assert {
    condition     = !aws_elasticache_replication_group.this[0].automatic_failover_enabled && !aws_elasticache_replication_group.this[0].multi_az_enabled
    error_message = "AWS refuses fail-over with one node."
  }
}

run "no_bus_is_made_where_none_is_asked_for" {
  command = plan
  variables {
    valkey = null
  }
  assert {
    condition     = length(aws_elasticache_replication_group.this) == 0 && output.bus_url == null
    error_message = "Nothing, and no address of it."
  }
}

run "media_are_private_versioned_and_tidied" {
  command = plan
  assert {
    condition     = aws_s3_bucket_versioning.media.versioning_configuration[0].status == "Enabled" && aws_s3_bucket_public_access_block.media.block_public_acls && aws_s3_bucket_public_access_block.media.ignore_public_acls && aws_s3_bucket_public_access_block.media.block_public_policy && aws_s3_bucket_public_access_block.media.restrict_public_buckets
    error_message = "Versioned, and public in no way."
  }
  assert {
    condition     = one(aws_s3_bucket_server_side_encryption_configuration.media.rule).apply_server_side_encryption_by_default[0].sse_algorithm == "aws:kms" && [for rule in aws_s3_bucket_lifecycle_configuration.media.rule : rule.id] == ["unfinished", "seldom-read", "deleted"]
    error_message = "Encrypted under the stack's key; unfinished uploads, seldom read and deleted films each have their rule."
  }
}
