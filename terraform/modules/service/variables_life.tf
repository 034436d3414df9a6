# How it starts, scales and ends.

variable "minimum" {
  description = "Tasks at least."
  type        = number
  default     = 1

  validation {
    condition     = var.minimum >= 0 && floor(var.minimum) == var.minimum
    error_message = "minimum must be a whole number, 0 or more."
  }

  validation {
    condition     = var.minimum >= 1 || var.queue != null
    error_message = "minimum may be 0 only where the queue starts tasks again: CPU and sessions of no task are no figure."
  }
}

variable "maximum" {
  description = "Tasks at most."
  type        = number
  default     = 1

  validation {
    condition     = var.maximum >= var.minimum && var.maximum >= 1
    error_message = "maximum must be 1 or more and no less than minimum."
  }
}

variable "cpu_target" {
  description = "CPU in percent that scaling keeps to; null for none."
  type        = number
  default     = null

  validation {
    condition     = var.cpu_target == null || (coalesce(var.cpu_target, 50) >= 10 && coalesce(var.cpu_target, 50) <= 90)
    error_message = "cpu_target must be 10 to 90 percent: above there is no room for what comes until a new task is there."
  }
}

variable "sessions_per_task" {
  description = "Open sessions of each task that scaling keeps to; null for none. Idle sockets take no CPU, and a balancer counts an upgrade once."
  type        = number
  default     = null

  validation {
    condition     = var.sessions_per_task == null || coalesce(var.sessions_per_task, 1) >= 1
    error_message = "sessions_per_task must be 1 or more."
  }
}

variable "queue" {
  description = "Scaling on the age of the oldest queued job in seconds: above `busy` one more task, above `late` three more, below `calm` one less."
  type = object({
    calm = optional(number, 1)
    busy = optional(number, 15)
    late = optional(number, 120)
  })
  default = null

  validation {
    condition     = var.queue == null || try(0 < var.queue.calm && var.queue.calm < var.queue.busy && var.queue.busy < var.queue.late, false)
    error_message = "queue must rise: 0 < calm < busy < late, in seconds."
  }
}

variable "scale_in_cooldown" {
  description = "Seconds after one scaling in before the next. Each moves people to another task."
  type        = number
  default     = 300

  validation {
    condition     = var.scale_in_cooldown >= 60 && var.scale_in_cooldown <= 3600
    error_message = "scale_in_cooldown must be 60 to 3600 seconds: each scaling in moves everybody on a task, and AWS's metrics come once a minute."
  }

  validation {
    condition     = var.scale_in_cooldown >= var.scale_out_cooldown
    error_message = "scale_in_cooldown must be no shorter than scale_out_cooldown, or the service swings."
  }
}

variable "scale_out_cooldown" {
  description = "Seconds after one scaling out before the next."
  type        = number
  default     = 60

  validation {
    condition     = var.scale_out_cooldown >= 30 && var.scale_out_cooldown <= 600
    error_message = "scale_out_cooldown must be 30 to 600 seconds: a new task takes that long to count."
  }
}

variable "stop_timeout" {
  description = "Seconds between SIGTERM and SIGKILL. The program is told to be done a little before."
  type        = number
  default     = 60

  validation {
    condition     = var.stop_timeout >= 2 && var.stop_timeout <= 120
    error_message = "stop_timeout must be 2 to 120 seconds: Fargate waits no longer."
  }

  validation {
    condition     = var.stop_timeout >= local.contract.stop.margin_seconds + max(local.contract.web.hand_over_seconds * 2, local.contract.worker.give_back_seconds) + 5
    error_message = "stop_timeout must be at least ${local.contract.stop.margin_seconds + max(local.contract.web.hand_over_seconds * 2, local.contract.worker.give_back_seconds) + 5} seconds: the program needs that to move its tabs, finish its answers or give back its jobs."
  }
}

variable "grace_period" {
  description = "Seconds after a start in which failing health checks do not count."
  type        = number
  default     = 45

  validation {
    condition     = var.grace_period >= 0 && var.grace_period <= 2147483647
    error_message = "grace_period must be 0 to 2147483647 seconds: that is what ECS takes."
  }
}

variable "minimum_healthy_percent" {
  description = "Tasks that stay up during a deployment, in percent of the wanted ones."
  type        = number
  default     = 100

  validation {
    condition     = var.minimum_healthy_percent >= 0 && var.minimum_healthy_percent <= 100
    error_message = "minimum_healthy_percent must be 0 to 100."
  }
}

variable "maximum_percent" {
  description = "Tasks that may run during a deployment, in percent of the wanted ones."
  type        = number
  default     = 200

  validation {
    condition     = var.maximum_percent > var.minimum_healthy_percent && var.maximum_percent >= 100 && var.maximum_percent <= 200
    error_message = "maximum_percent must be 100 to 200 and more than minimum_healthy_percent: otherwise no deployment can begin."
  }
}

variable "rollback_alarms" {
  description = "Names of alarms that take a deployment back."
  type        = list(string)
  default     = []
}

variable "spot" {
  description = "Whether tasks run on spare capacity, which AWS takes back with two minutes' notice. For workers: a job that is given back begins anew."
  type        = bool
  default     = false

  validation {
    condition     = !var.spot || var.role == "worker"
    error_message = "spot is for workers: a web or backend task that is taken back is not drained first."
  }
}

variable "protects_jobs" {
  description = "Whether the program may protect its task from scale-in while a job runs."
  type        = bool
  default     = false
}

variable "enable_exec" {
  description = "Whether a shell command can be run in a task. AWS's agent has to write then, so that this takes back the read-only root file system."
  type        = bool
  default     = false
}

variable "exec_log_group_arn" {
  description = "Log group in which exec sessions are kept."
  type        = string
  default     = null

  validation {
    condition     = !var.enable_exec || var.exec_log_group_arn != null
    error_message = "enable_exec needs exec_log_group_arn: what was typed in a task is kept."
  }
}

variable "metrics" {
  description = "Where the program's own metrics are: namespace, and the dimensions of each role by name."
  type = object({
    namespace = string
    stack     = string
  })
}
