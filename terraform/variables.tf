# What a stack is asked to be: its name, what people open, what runs.

variable "name" {
  description = "Name of the stack, and prefix of every name in it. Two stacks of one account need two names."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,22}[a-z0-9]$", var.name)) && !strcontains(var.name, "--")
    error_message = "name must be 3 to 24 lower-case letters, digits and single hyphens, beginning with a letter: load balancers, databases and buckets all take that."
  }
}

variable "tags" {
  description = "Tags of every resource, beside `Stack`."
  type        = map(string)
  default     = {}
}

variable "domain" {
  description = "The name people open, such as `rushes.example.com`."
  type        = string
}

variable "zone_id" {
  description = "Public Route 53 zone of the domain. With it the name and, unless one is given, the certificate are made."
  type        = string
  default     = null
}

variable "certificate_arn" {
  description = "Certificate of the domain in ACM, known when planned and so made in another configuration; made and validated in the zone if absent."
  type        = string
  default     = null
}

variable "image" {
  description = "The image by digest: `<repository>@sha256:<64 hex digits>`."
  type        = string
}

variable "repository_arn" {
  description = "ARN of the ECR repository of the image. Null if it comes from elsewhere and needs no permission."
  type        = string
  default     = null
}

variable "architecture" {
  description = "`ARM64` (a fifth cheaper) or `X86_64`; the image must be built for it."
  type        = string
  default     = "ARM64"
}

variable "shared_secret_arn" {
  description = "Secret in Secrets Manager that all roles share: 64 hex digits, or up to four of those with commas between. Made before the stack, so that Terraform never holds it."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+-[A-Za-z0-9]{6}$", var.shared_secret_arn))
    error_message = "shared_secret_arn must be the whole ARN of a secret in Secrets Manager, with the six characters at its end."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts database, bus, media, logs and notices; one is made if absent. Known when planned and so made in another configuration; its policy must let CloudWatch's logs and alarms use it."
  type        = string
  default     = null
}

variable "permissions_boundary" {
  description = "Boundary of every role, where the account demands one."
  type        = string
  default     = null
}

variable "enable_exec" {
  description = "Whether commands can be run in tasks, and tunnels dug through them. Takes back the read-only root file system while it is on: AWS's agent has to write."
  type        = bool
  default     = false
}

variable "deletion_protection" {
  description = "Whether database and load balancers refuse to be deleted, and buckets to be deleted with anything in them."
  type        = bool
  default     = true
}

variable "log_level" {
  description = "What the program logs: a level, or levels by module (`info,backend=debug`)."
  type        = string
  default     = "info"
}
