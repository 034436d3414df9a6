# What one role of Rushes is asked to be.

variable "name" {
  description = "Prefix of every name of the stack."
  type        = string
}

variable "role" {
  description = "Role of the program: web, backend, worker or migrate."
  type        = string

  validation {
    condition     = contains(["web", "backend", "worker", "migrate"], var.role)
    error_message = "role must be web, backend, worker or migrate: the program knows no other."
  }
}

variable "once" {
  description = "Whether it is a task that is run by hand and ends, instead of a service that is kept up."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}

variable "cluster" {
  description = "The ECS cluster."
  type        = object({ name = string, arn = string })
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of the tasks."
  type        = list(string)
}

variable "image" {
  description = "Image by digest, such as 123456789012.dkr.ecr.eu-central-1.amazonaws.com/rushes@sha256:…."
  type        = string

  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "image must end in a digest (@sha256: and 64 hex digits): a tag can mean another image to the next task that starts."
  }
}

variable "repository_arn" {
  description = "ARN of the ECR repository of the image. Null if it comes from elsewhere and needs no permission."
  type        = string
  default     = null
}

variable "architecture" {
  description = "ARM64 or X86_64; the image must be built for it."
  type        = string
  default     = "ARM64"

  validation {
    condition     = contains(["ARM64", "X86_64"], var.architecture)
    error_message = "architecture must be ARM64 or X86_64."
  }
}

variable "cpu" {
  description = "CPU units; 1024 are one core."
  type        = number

  validation {
    condition     = contains(keys(local.sizes), tostring(var.cpu))
    error_message = "cpu must be 256, 512, 1024, 2048, 4096, 8192 or 16384: Fargate has no other sizes."
  }
}

variable "memory" {
  description = "Memory in MiB."
  type        = number

  validation {
    condition     = contains(lookup(local.sizes, tostring(var.cpu), []), var.memory)
    error_message = "memory must be a size that Fargate has for this cpu: for ${var.cpu} one of ${join(", ", lookup(local.sizes, tostring(var.cpu), []))}."
  }
}

variable "port" {
  description = "Port it listens on. Null for a role that listens nowhere."
  type        = number
  default     = null

  validation {
    condition     = var.port == null || (coalesce(var.port, 1) >= 1024 && coalesce(var.port, 1) <= 65535)
    error_message = "port must be 1024 to 65535: the container's user is not root."
  }
}

variable "alive_path" {
  description = "Address the container asks itself whether it lives."
  type        = string
  default     = "/healthz"
}

variable "target_groups" {
  description = "ARNs of the target groups it stands behind, by name."
  type        = map(string)
  default     = {}

  validation {
    condition     = length(var.target_groups) == 0 || var.port != null
    error_message = "target_groups need a port."
  }

  validation {
    condition     = length(var.target_groups) <= 5
    error_message = "target_groups must be five at most: that is what a service takes."
  }
}

variable "registry_arns" {
  description = "Cloud Map service its tasks are listed in: one or none. A list, so that Terraform knows how many before it knows which."
  type        = list(string)
  default     = []

  validation {
    condition     = length(var.registry_arns) <= 1
    error_message = "registry_arns must be one at most: that is what a service takes."
  }
}

variable "environment" {
  description = "Environment by name. RUSHES_STOP_SECONDS is not among it: it follows stop_timeout."
  type        = map(string)
  default     = {}

  validation {
    condition     = !contains(keys(var.environment), local.contract.stop.variable)
    error_message = "environment must not hold ${local.contract.stop.variable}: it follows stop_timeout."
  }

  validation {
    condition     = length(setintersection(keys(var.environment), values(local.contract.secrets))) == 0
    error_message = "environment must not hold ${join(" or ", values(local.contract.secrets))}: task definitions are readable by many. Give them as secrets."
  }

  validation {
    condition = alltrue([
      for name in ["RUSHES_BACKEND_URL"] : !startswith(lookup(var.environment, name, ""), "http://") || anytrue([
        for end in local.contract.internal_names : endswith(split(":", split("/", lookup(var.environment, name, "http://x/"))[2])[0], end)
      ])
    ])
    error_message = "RUSHES_BACKEND_URL may be http:// only for a name that ends in ${join(", ", local.contract.internal_names)}: the program refuses to send what people make to a public name in the clear."
  }
}

variable "secrets" {
  description = "Secrets by environment name: `valueFrom` addresses in Secrets Manager or Parameter Store."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for from in values(var.secrets) : startswith(from, "arn:")])
    error_message = "secrets must be ARNs, never values: these would stand in Terraform's state and in the task definition."
  }
}

variable "kms_key_arn" {
  description = "Key of the secrets and of exec sessions."
  type        = string
}

variable "task_policy" {
  description = "What the program itself may do in AWS, as IAM statements by name. Every one names its resources."
  type = map(object({
    actions    = list(string)
    resources  = list(string)
    conditions = optional(list(object({ test = string, variable = string, values = list(string) })), [])
  }))
  default = {}

  validation {
    condition     = alltrue([for statement in values(var.task_policy) : !anytrue([for action in statement.actions : strcontains(action, "*")])])
    error_message = "task_policy must name its actions; a wildcard grants what nobody has thought of yet."
  }
}

variable "permissions_boundary" {
  description = "Boundary of both roles, where the account demands one."
  type        = string
  default     = null
}

variable "log_group" {
  description = "Log group of the role: its name and ARN."
  type        = object({ name = string, arn = string })
}
