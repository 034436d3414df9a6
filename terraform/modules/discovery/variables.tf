# What the private name is asked to be.

variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}

variable "mode" {
  description = "`cloud_map`: the name leads to the tasks themselves. `alb`: to an internal load balancer before them, which spreads each call and costs by the hour."
  type        = string
  default     = "cloud_map"

  validation {
    condition     = contains(["cloud_map", "alb"], var.mode)
    error_message = "mode must be cloud_map or alb."
  }
}

variable "vpc_id" {
  description = "The VPC in which the name is known."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets of the internal load balancer, in two zones at least."
  type        = list(string)
}

variable "domain" {
  description = "Private domain; the backend is `backend.` in it."
  type        = string

  validation {
    condition     = anytrue([for end in local.contract.internal_names : endswith(var.domain, end)])
    error_message = "domain must end in one of ${join(", ", local.contract.internal_names)}: calls are plain HTTP, and the program refuses to send them to a name that a public resolver could answer."
  }
}

variable "ttl" {
  description = "Seconds that the addresses may be remembered. A task that is gone is called for that long."
  type        = number
  default     = 10

  validation {
    condition     = var.ttl >= 1 && var.ttl <= 60
    error_message = "ttl must be 1 to 60 seconds: a deployment replaces the tasks, and callers must hear of it."
  }
}

variable "idle_timeout" {
  description = "Seconds without a byte after which the internal load balancer closes a connection."
  type        = number
  default     = 60

  validation {
    condition     = var.idle_timeout >= 1 && var.idle_timeout <= 4000 && floor(var.idle_timeout) == var.idle_timeout
    error_message = "idle_timeout must be 1 to 4000 whole seconds: that is what a load balancer takes."
  }

  validation {
    condition     = var.idle_timeout < local.contract.backend.keep_alive_seconds && var.idle_timeout > 2 * local.contract.web.ping_seconds
    error_message = "idle_timeout must be more than twice the ping of the feed (${local.contract.web.ping_seconds} s) and less than the backend's keep-alive (${local.contract.backend.keep_alive_seconds} s)."
  }
}

variable "deletion_protection" {
  description = "Whether the internal load balancer refuses to be deleted."
  type        = bool
  default     = true
}

variable "logs_bucket" {
  description = "Bucket that takes the internal load balancer's access logs."
  type        = string
  default     = null
}
