# What this needs, and where it runs.

terraform {
  required_version = ">= 1.10"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.62"
    }
  }
}

provider "aws" {
  region = var.region

  # A plan with the credentials of another account ends here instead of building there.
  allowed_account_ids = [var.account_id]
}
