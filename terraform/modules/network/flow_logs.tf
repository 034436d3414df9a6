# Who talked to whom: the first question after an incident, and one that cannot be answered afterwards.

data "aws_caller_identity" "current" {}

locals {
  flow_logs = var.flow_log_days > 0 ? 1 : 0
}

resource "aws_cloudwatch_log_group" "flow" {
  #checkov:skip=CKV_AWS_338:How long flow logs are kept is the operator's choice and cost.
  #checkov:skip=CKV_AWS_158:Encrypted with kms_key_arn, which the root module always gives.
  count             = local.flow_logs
  name              = "/${var.name}/vpc-flow"
  retention_in_days = var.flow_log_days
  kms_key_id        = var.kms_key_arn
  tags              = var.tags
}

data "aws_iam_policy_document" "flow_trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["vpc-flow-logs.amazonaws.com"]
    }
    # The service may take the role only on behalf of this account.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_iam_role" "flow" {
  count              = local.flow_logs
  name               = "${var.name}-vpc-flow"
  assume_role_policy = data.aws_iam_policy_document.flow_trust.json
  tags               = var.tags
}

data "aws_iam_policy_document" "flow" {
  count = local.flow_logs
  statement {
    actions   = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.flow[0].arn}:*"]
  }
}

resource "aws_iam_role_policy" "flow" {
  count  = local.flow_logs
  name   = "write"
  role   = aws_iam_role.flow[0].id
  policy = data.aws_iam_policy_document.flow[0].json
}

resource "aws_flow_log" "this" {
  count                    = local.flow_logs
  vpc_id                   = aws_vpc.this.id
  traffic_type             = "ALL"
  log_destination          = aws_cloudwatch_log_group.flow[0].arn
  iam_role_arn             = aws_iam_role.flow[0].arn
  max_aggregation_interval = 600
  tags                     = merge(var.tags, { Name = var.name })
}
