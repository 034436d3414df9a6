# Two roles: `execution` is ECS's, to start the container; `task` is the program's own.

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
    # ECS may take the roles only for this account and region, whoever asks it.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["${local.arn}:ecs:${local.region}:${local.account}:*"]
    }
  }
}

resource "aws_iam_role" "execution" {
  name                 = "${local.family}-execution"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
  tags                 = local.tags
}

locals {
  # `arn:…:secret:name-AbCdEf:password::` names one value of a secret; the permission is on the secret.
  secret_arns = distinct([for from in values(var.secrets) : join(":", slice(split(":", from), 0, 7)) if strcontains(from, ":secretsmanager:")])
  # Parameters of Parameter Store are named whole.
  parameter_arns = distinct([for from in values(var.secrets) : from if strcontains(from, ":ssm:")])
}

data "aws_iam_policy_document" "execution" {
  #checkov:skip=CKV_AWS_356:GetAuthorizationToken knows no resource; everything else names its own.
  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${var.log_group.arn}:*"]
  }

  dynamic "statement" {
    for_each = var.repository_arn[*]
    content {
      sid       = "Pull"
      actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = var.repository_arn[*]
    content {
      sid       = "SignInToRegistry"
      actions   = ["ecr:GetAuthorizationToken"]
      resources = ["*"] # It has no resource.
    }
  }

  dynamic "statement" {
    for_each = length(local.secret_arns) > 0 ? [1] : []
    content {
      sid       = "Secrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = local.secret_arns
    }
  }

  dynamic "statement" {
    for_each = length(local.parameter_arns) > 0 ? [1] : []
    content {
      sid       = "Parameters"
      actions   = ["ssm:GetParameters"]
      resources = local.parameter_arns
    }
  }

  dynamic "statement" {
    for_each = length(var.secrets) > 0 ? [var.kms_key_arn] : []
    content {
      sid       = "DecryptSecrets"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]
      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["secretsmanager.${local.region}.amazonaws.com", "ssm.${local.region}.amazonaws.com"]
      }
    }
  }
}

resource "aws_iam_role_policy" "execution" {
  name   = "start-the-container"
  role   = aws_iam_role.execution.id
  policy = data.aws_iam_policy_document.execution.json
}

resource "aws_iam_role" "task" {
  name                 = "${local.family}-task"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
  tags                 = local.tags
}

locals {
  task_policy = merge(
    var.task_policy,
    var.protects_jobs ? {
      ProtectWhileAJobRuns = {
        actions    = ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"]
        resources  = ["${local.arn}:ecs:${local.region}:${local.account}:task/${var.cluster.name}/*"]
        conditions = []
      }
    } : {},
    var.enable_exec ? {
      Exec = {
        actions    = ["ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"]
        resources  = ["*"] # These have no resource.
        conditions = []
      }
      ExecLog = {
        actions    = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        resources  = ["${var.exec_log_group_arn}:*"]
        conditions = []
      }
      ExecFindsItsLog = {
        actions    = ["logs:DescribeLogGroups"]
        resources  = ["*"] # It knows no single group.
        conditions = []
      }
      ExecKey = {
        actions    = ["kms:Decrypt"]
        resources  = [var.kms_key_arn]
        conditions = []
      }
    } : {},
  )
}

data "aws_iam_policy_document" "task" {
  count = length(local.task_policy) > 0 ? 1 : 0

  dynamic "statement" {
    for_each = local.task_policy
    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = statement.value.resources

      dynamic "condition" {
        for_each = statement.value.conditions
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_iam_role_policy" "task" {
  count  = length(local.task_policy) > 0 ? 1 : 0
  name   = "what-the-program-does"
  role   = aws_iam_role.task.id
  policy = data.aws_iam_policy_document.task[0].json
}
