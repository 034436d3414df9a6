# Log groups, the topic, and the names that everything else here uses.

locals {
  contract = jsondecode(file("${path.module}/../../contract.json"))
  program  = local.contract.planned.metrics
  # What is counted from the log lines that the program writes today.
  logged   = "${local.program.namespace}/Logs"
  services = { for role, kind in var.roles : role => "${var.name}-${role}" if kind.service }
  topic    = var.topic_arn == null ? aws_sns_topic.this[0].arn : var.topic_arn
}

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_338:How long logs are kept is the operator's choice and cost; 90 days is the default.
  for_each          = var.roles
  name              = "/${var.name}/${each.key}"
  retention_in_days = var.log_days
  kms_key_id        = var.kms_key_arn
  tags              = merge(var.tags, { Role = each.key })
}

resource "aws_sns_topic" "this" {
  count             = var.topic_arn == null ? 1 : 0
  name              = "${var.name}-alarms"
  kms_master_key_id = var.kms_key_arn
  tags              = var.tags
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

data "aws_iam_policy_document" "topic" {
  count = length(aws_sns_topic.this)
  statement {
    sid       = "AlarmsOfThisAccount"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.this[0].arn]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "this" {
  count  = length(aws_sns_topic.this)
  arn    = aws_sns_topic.this[0].arn
  policy = data.aws_iam_policy_document.topic[0].json
}

resource "aws_sns_topic_subscription" "email" {
  count     = var.email == null ? 0 : 1
  topic_arn = aws_sns_topic.this[0].arn
  protocol  = "email"
  endpoint  = var.email
}
