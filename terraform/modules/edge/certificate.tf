# The domain's name and certificate, where its zone is ours.

locals {
  makes_certificate = var.certificate_arn == null
  # The validation is waited for: a listener refuses a certificate that is still pending.
  certificate_arn = local.makes_certificate ? aws_acm_certificate_validation.this[0].certificate_arn : var.certificate_arn
}

resource "aws_acm_certificate" "this" {
  count             = local.makes_certificate ? 1 : 0
  domain_name       = var.domain
  validation_method = "DNS"
  tags              = var.tags

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  # One domain has one record of validation, known by its name before the certificate exists.
  for_each        = toset(local.makes_certificate ? [var.domain] : [])
  zone_id         = var.zone_id
  name            = one([for option in aws_acm_certificate.this[0].domain_validation_options : option.resource_record_name if option.domain_name == each.key])
  type            = one([for option in aws_acm_certificate.this[0].domain_validation_options : option.resource_record_type if option.domain_name == each.key])
  records         = [one([for option in aws_acm_certificate.this[0].domain_validation_options : option.resource_record_value if option.domain_name == each.key])]
  ttl             = 60
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "this" {
  count                   = local.makes_certificate ? 1 : 0
  certificate_arn         = aws_acm_certificate.this[0].arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

resource "aws_route53_record" "this" {
  for_each = toset(var.zone_id == null ? [] : ["A"])
  zone_id  = var.zone_id
  name     = var.domain
  type     = each.key

  alias {
    name                   = aws_lb.this.dns_name
    zone_id                = aws_lb.this.zone_id
    evaluate_target_health = false # There is nowhere else to send people.
  }
}
