# Into a network that exists already, with a key that exists already.

module "rushes" {
  source = "../.."

  name              = "rushes"
  domain            = "rushes.example.com"
  zone_id           = "Z0123456789EXAMPLE"
  image             = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/rushes@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  repository_arn    = "arn:aws:ecr:eu-central-1:123456789012:repository/rushes"
  shared_secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rushes-shared-AbCdEf"
  kms_key_arn       = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  architecture      = "X86_64"

  existing_network = {
    vpc_id             = "vpc-0123456789abcdef0"
    public_subnet_ids  = ["subnet-0aaaaaaaaaaaaaaa1", "subnet-0aaaaaaaaaaaaaaa2"]
    private_subnet_ids = ["subnet-0bbbbbbbbbbbbbbb1", "subnet-0bbbbbbbbbbbbbbb2"]
    data_subnet_ids    = ["subnet-0ccccccccccccccc1", "subnet-0ccccccccccccccc2"]
  }
}

output "url" {
  description = "What people open."
  value       = module.rushes.url
}
