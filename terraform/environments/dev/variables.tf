# What differs from one installation to the next; everything else is decided in main.tf.

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

variable "domain" {
  description = "The name people open."
  type        = string
}

variable "zone_id" {
  description = "Public Route 53 zone of the domain."
  type        = string
}

variable "image" {
  description = "The image by digest."
  type        = string
}

variable "repository_arn" {
  description = "ECR repository of the image."
  type        = string
}

variable "shared_secret_arn" {
  description = "Secret that all roles share."
  type        = string
}

variable "alarm_email" {
  description = "Who is told of alarms."
  type        = string
  default     = null
}

variable "enable_exec" {
  description = "Whether commands and tunnels into tasks are possible; on for as long as an account is added, then off again."
  type        = bool
  default     = false
}
