# What is watched, and who is told.

variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}

variable "cluster_name" {
  description = "The ECS cluster."
  type        = string
}

variable "roles" {
  description = "Roles that get a log group; those that are services are watched as such."
  type        = map(object({ service = bool }))
}

variable "load_balancer" {
  description = "How CloudWatch calls the load balancer."
  type        = string
}

variable "target_group" {
  description = "How CloudWatch calls the sticky target group."
  type        = string
}

variable "database_id" {
  description = "The database."
  type        = string
}

variable "bus" {
  description = "The bus: its first node. Null without one."
  type        = string
  default     = null
}

variable "log_days" {
  description = "How long logs are kept."
  type        = number
  default     = 90

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_days)
    error_message = "log_days must be a retention that CloudWatch Logs knows, such as 30, 90 or 365."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts logs and notices."
  type        = string
}

variable "topic_arn" {
  description = "Topic that alarms are told to; one is made if absent."
  type        = string
  default     = null
}

variable "email" {
  description = "Address that the topic made here writes to, after its owner has agreed. Null for none."
  type        = string
  default     = null

  validation {
    condition     = var.email == null || can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", var.email))
    error_message = "email must be an address such as ops@example.com."
  }

  validation {
    condition     = var.email == null || var.topic_arn == null
    error_message = "email belongs to the topic made here; subscribe it to topic_arn yourself."
  }
}

variable "sessions_per_task" {
  description = "Sessions that scaling keeps each web task to; the alarm is at half as many again."
  type        = number
}

variable "own_alarms" {
  description = "Alarms of yours on the program's own metrics (contract.json): above which figure of which statistic, for how many minutes in a row, and what it says."
  type = map(object({
    metric    = string
    role      = string
    statistic = optional(string, "Average")
    above     = number
    for       = optional(number, 5)
    says      = string
  }))
  default = {}
}

variable "thresholds" {
  description = "Where alarms begin: milliseconds, seconds, percent and counts in five minutes."
  type = object({
    edge_errors       = optional(number, 10)
    target_errors     = optional(number, 10)
    answer_seconds    = optional(number, 1)
    event_ms          = optional(number, 250)
    rejoins           = optional(number, 500)
    backend_failures  = optional(number, 20)
    queue_seconds     = optional(number, 300)
    memory_percent    = optional(number, 80)
    database_percent  = optional(number, 80)
    database_free_gib = optional(number, 5)
    connections       = optional(number, 120)
    logged_errors     = optional(number, 5)
  })
  default = {}

  validation {
    condition     = alltrue([for value in values(var.thresholds) : value > 0])
    error_message = "thresholds must be above 0: an alarm that always rings is switched off."
  }

  validation {
    condition     = var.thresholds.memory_percent < 100 && var.thresholds.database_percent < 100
    error_message = "thresholds in percent must be under 100: at 100 it is too late."
  }
}
