# What the edge is asked to be. Every limit that AWS or the program sets is a rule here, with the reason in its message.

variable "name" {
  description = "Prefix of every name. The load balancer's own limit is 32 characters, and target groups add a word."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,22}[a-z0-9]$", var.name))
    error_message = "name must be 3 to 24 lower-case letters, digits and hyphens, beginning with a letter."
  }
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Public subnets, in two zones at least."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids must be two subnets or more, each in its own zone: AWS makes no load balancer in one."
  }
}

variable "domain" {
  description = "The name people open, such as rushes.example.com."
  type        = string

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "domain must be a host name such as rushes.example.com, without https:// and without a path: Rushes has to be the whole of a site."
  }
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

  validation {
    condition     = var.certificate_arn != null || var.zone_id != null
    error_message = "Give certificate_arn, or zone_id so that a certificate can be made: there is no sign-in without TLS."
  }

  validation {
    condition     = var.certificate_arn == null || can(regex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/", var.certificate_arn))
    error_message = "certificate_arn must be the ARN of a certificate in ACM, in the region of the load balancer."
  }
}

variable "ssl_policy" {
  description = "Which TLS versions and ciphers browsers may use."
  type        = string
  default     = "ELBSecurityPolicy-TLS13-1-2-2021-06"

  validation {
    condition = contains([
      "ELBSecurityPolicy-TLS13-1-2-2021-06",
      "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
      "ELBSecurityPolicy-TLS13-1-3-2021-06",
      "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
      "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    ], var.ssl_policy)
    error_message = "ssl_policy must be one of the TLS13-1-2 or TLS13-1-3 policies: AWS's own default still takes TLS 1.0."
  }
}

variable "idle_timeout" {
  description = "Seconds without a byte after which the load balancer closes a connection, sockets too."
  type        = number

  validation {
    condition     = var.idle_timeout >= 1 && var.idle_timeout <= 4000 && floor(var.idle_timeout) == var.idle_timeout
    error_message = "idle_timeout must be 1 to 4000 whole seconds: that is what a load balancer takes."
  }

  validation {
    condition     = 2 * local.contract.web.ping_seconds < var.idle_timeout
    error_message = "idle_timeout must be more than twice the program's ping (${local.contract.web.ping_seconds} s), or one late ping costs a socket."
  }

  validation {
    condition     = var.idle_timeout < local.contract.web.keep_alive_seconds
    error_message = "idle_timeout must be less than the program's keep-alive (${local.contract.web.keep_alive_seconds} s), or the load balancer sends requests down connections that are just being closed and answers 502."
  }
}

variable "deregistration_delay" {
  description = "Seconds that a leaving task keeps its connections. Tabs are asked to move during this time; what is left is cut at its end."
  type        = number
  default     = 60

  validation {
    condition     = var.deregistration_delay >= 0 && var.deregistration_delay <= 3600 && floor(var.deregistration_delay) == var.deregistration_delay
    error_message = "deregistration_delay must be 0 to 3600 seconds: that is what a target group takes."
  }

  validation {
    condition     = var.deregistration_delay >= local.contract.planned.drain.reserve_seconds + 5
    error_message = "deregistration_delay must be at least ${local.contract.planned.drain.reserve_seconds + 5} seconds: the last ${local.contract.planned.drain.reserve_seconds} are kept for stragglers, and tabs that all move in the rest must not do it at once."
  }
}

variable "stickiness_seconds" {
  description = "Life of the load balancer's cookie. An open socket makes no requests and does not renew it, so that it must outlive a long day's tab."
  type        = number
  default     = 86400

  validation {
    condition     = var.stickiness_seconds >= 1 && var.stickiness_seconds <= 604800
    error_message = "stickiness_seconds must be 1 to 604800 (seven days): that is what a load balancer takes."
  }
}

variable "algorithm" {
  description = "How a task is chosen for who has no cookie yet: `least_outstanding_requests` or `round_robin`."
  type        = string
  default     = "least_outstanding_requests"

  validation {
    condition     = contains(["least_outstanding_requests", "round_robin"], var.algorithm)
    error_message = "algorithm must be least_outstanding_requests or round_robin."
  }
}

variable "slow_start" {
  description = "Seconds in which a new task is brought up to its share; 0 for none."
  type        = number
  default     = 0

  validation {
    condition     = var.slow_start == 0 || (var.slow_start >= 30 && var.slow_start <= 900)
    error_message = "slow_start must be 0 or 30 to 900 seconds: that is what a target group takes."
  }

  validation {
    condition     = var.slow_start == 0 || var.algorithm == "round_robin"
    error_message = "slow_start works with round_robin only: a target group refuses it beside least_outstanding_requests."
  }
}

variable "minimum_healthy_targets" {
  description = "Below this many healthy tasks the load balancer sends to all of them. Null keeps its default of one."
  type        = number
  default     = null

  validation {
    condition     = var.minimum_healthy_targets == null || (coalesce(var.minimum_healthy_targets, 1) >= 1 && var.least_tasks >= 4)
    error_message = "minimum_healthy_targets needs four tasks or more (least_tasks): with fewer, one bad task would bring the traffic back to it."
  }
}

variable "least_tasks" {
  description = "How many tasks stand behind it at least."
  type        = number
  default     = 1
}

variable "health_check" {
  description = "How often a task is asked whether it wants traffic, and how many answers decide."
  type = object({
    interval  = optional(number, 10)
    timeout   = optional(number, 5)
    healthy   = optional(number, 2)
    unhealthy = optional(number, 3)
  })
  default = {}

  validation {
    condition     = var.health_check.interval >= 5 && var.health_check.interval <= 300
    error_message = "health_check.interval must be 5 to 300 seconds: that is what a target group takes."
  }

  validation {
    condition     = var.health_check.timeout >= 2 && var.health_check.timeout <= 120 && var.health_check.timeout < var.health_check.interval
    error_message = "health_check.timeout must be 2 to 120 seconds and less than the interval: that is what a target group takes."
  }

  validation {
    condition     = alltrue([for count in [var.health_check.healthy, var.health_check.unhealthy] : count >= 2 && count <= 10])
    error_message = "health_check.healthy and health_check.unhealthy must be 2 to 10: that is what a target group takes."
  }
}

variable "deletion_protection" {
  description = "Whether the load balancer refuses to be deleted."
  type        = bool
  default     = true
}

variable "log_days" {
  description = "How long access logs are kept in their bucket."
  type        = number
  default     = 90

  validation {
    condition     = var.log_days >= 1
    error_message = "log_days must be a day or more: logs that are never deleted become a store of personal data."
  }
}

variable "force_destroy" {
  description = "Whether the bucket of the logs may be deleted with logs in it."
  type        = bool
  default     = false
}
