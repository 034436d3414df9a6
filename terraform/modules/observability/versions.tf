# The oldest Terraform with validations that look at other variables, and the provider whose schema the check uses.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.62"
    }
  }
}
