# Where it is made.

variable "account_id" {
  description = "The AWS account, so that nothing is built in another one by mistake."
  type        = string

  validation {
    condition     = can(regex("^[0-9]{12}$", var.account_id))
    error_message = "account_id must be the 12 digits of an AWS account."
  }
}

variable "region" {
  description = "The AWS region."
  type        = string
  default     = "eu-central-1"
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}
