# The least that makes a stack: a name, a domain in a zone of yours, an image, and the secret its roles share.

module "rushes" {
  source = "../.."

  name              = "rushes"
  domain            = "rushes.example.com"
  zone_id           = "Z0123456789EXAMPLE"
  image             = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/rushes@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  repository_arn    = "arn:aws:ecr:eu-central-1:123456789012:repository/rushes"
  shared_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rushes-shared-AbCdEf"
}

output "url" {
  description = "What people open."
  value       = module.rushes.url
}
