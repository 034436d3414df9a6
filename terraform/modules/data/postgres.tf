# The database. Its password is made and kept by RDS in Secrets Manager; Terraform never sees it.

locals {
  port     = 5432
  database = "rushes"
  user     = "rushes"
  secret   = aws_db_instance.this.master_user_secret[0].secret_arn
  # Terraform knows a major version, AWS the minor one.
  family = "postgres${split(".", var.postgres.version)[0]}"
}

resource "aws_security_group" "postgres" {
  #checkov:skip=CKV2_AWS_5:Attached to the database below.
  name        = "${var.name}-postgres"
  description = "The database"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-postgres" })
}

resource "aws_db_subnet_group" "this" {
  name       = var.name
  subnet_ids = var.subnet_ids
  tags       = var.tags
}

resource "aws_db_parameter_group" "this" {
  name_prefix = "${var.name}-"
  family      = local.family

  # A connection without TLS is refused, whatever the client thinks.
  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
  # Slow statements by their shape: values are people's work and are not logged.
  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }
  parameter {
    name  = "log_parameter_max_length"
    value = "0"
  }
  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  tags = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_db_instance" "this" {
  #checkov:skip=CKV_AWS_161:The program signs in with a password; a second way in that nobody uses is one too many.
  #checkov:skip=CKV_AWS_157:A standby is the default; a development stack saves its price.
  #checkov:skip=CKV_AWS_293:Protection is the default; a development stack can be thrown away.
  identifier     = var.name
  engine         = "postgres"
  engine_version = var.postgres.version
  instance_class = var.postgres.instance_class

  db_name                       = local.database
  username                      = local.user
  port                          = local.port
  manage_master_user_password   = true
  master_user_secret_kms_key_id = var.kms_key_arn

  storage_type          = "gp3"
  allocated_storage     = var.postgres.storage_gib
  max_allocated_storage = var.postgres.storage_most_gib
  storage_encrypted     = true
  kms_key_id            = var.kms_key_arn

  multi_az               = var.postgres.multi_az
  db_subnet_group_name   = aws_db_subnet_group.this.name
  vpc_security_group_ids = [aws_security_group.postgres.id]
  publicly_accessible    = false
  parameter_group_name   = aws_db_parameter_group.this.name
  ca_cert_identifier     = "rds-ca-rsa2048-g1"

  backup_retention_period   = var.postgres.backup_days
  backup_window             = var.postgres.backup_window
  maintenance_window        = var.postgres.maintenance_window
  copy_tags_to_snapshot     = true
  delete_automated_backups  = false # They outlive a database that was deleted by mistake.
  deletion_protection       = var.postgres.deletion_protection
  skip_final_snapshot       = !var.postgres.final_snapshot
  final_snapshot_identifier = var.postgres.final_snapshot ? "${var.name}-final" : null

  auto_minor_version_upgrade  = true
  allow_major_version_upgrade = false

  enabled_cloudwatch_logs_exports       = ["postgresql", "upgrade"]
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = var.kms_key_arn
  performance_insights_retention_period = 7
  monitoring_interval                   = 60
  monitoring_role_arn                   = aws_iam_role.monitoring.arn

  tags = var.tags
}

# RDS rotates its password every seven days unless told otherwise. Running tasks keep the old one, so that each rotation
# asks for a new deployment of the backend: seldom, and by the runbook.
resource "aws_secretsmanager_secret_rotation" "postgres" {
  #checkov:skip=CKV_AWS_304:90 days are the default (postgres.rotation_days); the scanner does not follow the variable.
  secret_id          = local.secret
  rotate_immediately = false
  rotation_rules {
    automatically_after_days = var.postgres.rotation_days
  }
}

data "aws_iam_policy_document" "monitoring" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["monitoring.rds.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_iam_role" "monitoring" {
  name                 = "${var.name}-postgres-monitoring"
  assume_role_policy   = data.aws_iam_policy_document.monitoring.json
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
