# What the stores are asked to be.

variable "name" {
  description = "Prefix of every name."
  type        = string
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
  description = "Subnets of the database and the bus, in two zones at least."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids must be two subnets or more, each in its own zone: RDS makes no subnet group of one."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts all of it."
  type        = string
}

variable "permissions_boundary" {
  description = "Boundary of the monitoring role, where the account demands one."
  type        = string
  default     = null
}

variable "postgres" {
  description = "The database: size, whether a standby runs in a second zone, and how it is kept."
  type = object({
    version             = optional(string, "17")
    instance_class      = optional(string, "db.t4g.small")
    storage_gib         = optional(number, 20)
    storage_most_gib    = optional(number, 100)
    multi_az            = optional(bool, true)
    backup_days         = optional(number, 14)
    backup_window       = optional(string, "02:00-03:00")
    maintenance_window  = optional(string, "sun:03:30-sun:04:30")
    deletion_protection = optional(bool, true)
    final_snapshot      = optional(bool, true)
    rotation_days       = optional(number, 90)
  })
  default = {}

  validation {
    condition     = can(regex("^1[4-9](\\.[0-9]+)?$", var.postgres.version))
    error_message = "postgres.version must be 14 or later, such as 17 or 17.6."
  }

  validation {
    condition     = startswith(var.postgres.instance_class, "db.")
    error_message = "postgres.instance_class must be a class of RDS such as db.t4g.small."
  }

  validation {
    condition     = var.postgres.storage_gib >= 20 && var.postgres.storage_most_gib > var.postgres.storage_gib && var.postgres.storage_most_gib <= 65536
    error_message = "postgres.storage_gib must be 20 or more, and storage_most_gib above it up to 65536: a disk that cannot grow fills up one night."
  }

  validation {
    condition     = var.postgres.backup_days >= 1 && var.postgres.backup_days <= 35
    error_message = "postgres.backup_days must be 1 to 35: 0 would switch backups off, and RDS keeps none longer."
  }

  validation {
    condition     = var.postgres.rotation_days >= 1 && var.postgres.rotation_days <= 1000
    error_message = "postgres.rotation_days must be 1 to 1000: that is what Secrets Manager takes."
  }

  validation {
    condition     = can(regex("^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$", var.postgres.backup_window)) && can(regex("^(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]-(mon|tue|wed|thu|fri|sat|sun):[0-2][0-9]:[0-5][0-9]$", var.postgres.maintenance_window))
    error_message = "postgres.backup_window must be such as 02:00-03:00 and maintenance_window such as sun:03:30-sun:04:30, in UTC and apart from each other."
  }
}

variable "valkey" {
  description = "The bus between backends: node type and number of nodes, the first of them the primary. Null for none."
  type = object({
    version   = optional(string, "8.0")
    node_type = optional(string, "cache.t4g.small")
    nodes     = optional(number, 2)
  })
  default = {}

  validation {
    condition     = var.valkey == null || try(var.valkey.nodes >= 1 && var.valkey.nodes <= 6, false)
    error_message = "valkey.nodes must be 1 to 6: a primary and at most five replicas."
  }

  validation {
    condition     = var.valkey == null || try(can(regex("^[78]\\.[0-9]+$", var.valkey.version)), false)
    error_message = "valkey.version must be such as 8.0."
  }
}

variable "media" {
  description = "The bucket of pictures and films: how long deleted ones can be brought back, and whether it may be destroyed with them in it."
  type = object({
    deleted_days  = optional(number, 30)
    force_destroy = optional(bool, false)
  })
  default = {}

  validation {
    condition     = var.media.deleted_days >= 1
    error_message = "media.deleted_days must be a day or more: the program sweeps what no row knows, and a database that was restored to yesterday knows more."
  }
}
