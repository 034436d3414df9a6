# How much of each role runs.

variable "web" {
  description = "The pages: size, number of tasks, and what scaling keeps each to."
  type = object({
    cpu                = optional(number, 1024)
    memory             = optional(number, 2048)
    minimum            = optional(number, 2)
    maximum            = optional(number, 8)
    sessions_per_task  = optional(number, 2000)
    cpu_target         = optional(number, 60)
    scale_in_cooldown  = optional(number, 600)
    scale_out_cooldown = optional(number, 60)
    stop_timeout       = optional(number, 60)
    environment        = optional(map(string), {})
  })
  default = {}
}

variable "backend" {
  description = "The REST API: size and number of tasks. More than one needs the bus (contract.json)."
  type = object({
    cpu          = optional(number, 1024)
    memory       = optional(number, 2048)
    minimum      = optional(number, 1)
    maximum      = optional(number, 1)
    cpu_target   = optional(number, 60)
    stop_timeout = optional(number, 60)
    environment  = optional(map(string), {})
  })
  default = {}

  validation {
    condition     = var.backend.maximum <= 1 || (local.contract.planned.bus.met && var.valkey != null)
    error_message = "backend.maximum must be 1 without valkey, or while contract.json says of the bus that it is not met: a tab hears nothing of progress that was told to another backend."
  }
}

variable "worker" {
  description = "The renderers: size, takes at once in each, number of tasks, and ages of the oldest queued job in seconds at which more are started (`busy`, `late`) or one is stopped (`calm`)."
  type = object({
    cpu          = optional(number, 2048)
    memory       = optional(number, 4096)
    slots        = optional(number, 1)
    minimum      = optional(number, 1)
    maximum      = optional(number, 4)
    spot         = optional(bool, false)
    stop_timeout = optional(number, 60)
    queue = optional(object({
      calm = optional(number, 1)
      busy = optional(number, 15)
      late = optional(number, 120)
    }), {})
    environment = optional(map(string), {})
  })
  default = {}

  validation {
    condition     = var.worker.slots >= 1 && var.worker.slots <= local.contract.worker.most_slots
    error_message = "worker.slots must be 1 to ${local.contract.worker.most_slots}: the program takes no more."
  }

  validation {
    condition     = var.worker.slots == 1 || var.worker.slots * local.contract.worker.cores_per_slot * 1024 <= var.worker.cpu
    error_message = "worker.slots needs ${local.contract.worker.cores_per_slot * 1024} cpu units for each take when there are several: they would only slow each other down."
  }
}

variable "postgres" {
  description = "The database: size, whether a standby runs in a second zone, and how it is kept. See modules/data for each limit."
  type = object({
    version            = optional(string, "17")
    instance_class     = optional(string, "db.t4g.small")
    storage_gib        = optional(number, 20)
    storage_most_gib   = optional(number, 100)
    multi_az           = optional(bool, true)
    backup_days        = optional(number, 14)
    backup_window      = optional(string, "02:00-03:00")
    maintenance_window = optional(string, "sun:03:30-sun:04:30")
    rotation_days      = optional(number, 90)
    final_snapshot     = optional(bool, true)
  })
  default = {}
}

variable "valkey" {
  description = "The bus between backends. Null for none: right for a single backend."
  type = object({
    version   = optional(string, "8.0")
    node_type = optional(string, "cache.t4g.small")
    nodes     = optional(number, 2)
  })
  default = null
}

variable "media" {
  description = "The bucket of pictures and films: for how many days deleted ones can be brought back."
  type = object({
    deleted_days = optional(number, 30)
  })
  default = {}
}

variable "observability" {
  description = "How long logs are kept, whom alarms tell (`topic_arn` of yours, or a topic made here that writes to `email`), where they begin, alarms of your own on the program's metrics, and whether Container Insights looks closely."
  type = object({
    log_days  = optional(number, 90)
    topic_arn = optional(string)
    email     = optional(string)
    insights  = optional(string, "enhanced")
    own_alarms = optional(map(object({
      metric    = string
      role      = string
      statistic = optional(string, "Average")
      above     = number
      for       = optional(number, 5)
      says      = string
    })), {})
    thresholds = optional(object({
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
    }), {})
  })
  default = {}

  validation {
    condition     = contains(["enhanced", "enabled", "disabled"], var.observability.insights)
    error_message = "observability.insights must be enhanced, enabled or disabled."
  }
}
