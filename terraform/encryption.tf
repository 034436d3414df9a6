# One key for everything the stack keeps, so that one policy and one log tell who could read it.

data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109:In a key's policy `*` is this key, and without the account nobody could ever change it.
  #checkov:skip=CKV_AWS_111:In a key's policy `*` is this key.
  #checkov:skip=CKV_AWS_356:In a key's policy `*` is this key.
  count = var.kms_key_arn == null ? 1 : 0

  statement {
    sid       = "AccountDecidesByItsOwnPolicies"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["${local.arn}:iam::${local.account}:root"]
    }
  }

  statement {
    sid       = "LogsOfThisStack"
    actions   = ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["logs.${local.region}.amazonaws.com"]
    }
    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values = [
        "${local.arn}:logs:${local.region}:${local.account}:log-group:/${var.name}/*",
        "${local.arn}:logs:${local.region}:${local.account}:log-group:aws-waf-logs-${var.name}",
      ]
    }
  }

  # Without this an alarm on an encrypted topic is silently lost.
  statement {
    sid       = "AlarmsOfThisAccount"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey*"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }
}

resource "aws_kms_key" "this" {
  count                   = var.kms_key_arn == null ? 1 : 0
  description             = "Everything that ${var.name} keeps"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key[0].json
  tags                    = local.tags
}

resource "aws_kms_alias" "this" {
  count         = length(aws_kms_key.this)
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.this[0].key_id
}

locals {
  kms_key_arn = var.kms_key_arn == null ? aws_kms_key.this[0].arn : var.kms_key_arn
}
