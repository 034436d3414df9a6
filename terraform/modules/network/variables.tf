# What the network is asked to be.

variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "tags" {
  description = "Tags of every resource."
  type        = map(string)
  default     = {}
}

variable "cidr" {
  description = "Address range of the VPC. Each subnet takes a sixteenth of it."
  type        = string
  default     = "10.20.0.0/16"

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && can(regex("/(1[6-9]|2[0-2])$", var.cidr))
    error_message = "cidr must be an IPv4 range from /16 to /22 such as 10.20.0.0/16: a sixteenth of anything smaller leaves no room for a load balancer."
  }
}

variable "zones" {
  description = "Availability zones, two to four of them."
  type        = list(string)

  validation {
    condition     = length(var.zones) >= 2 && length(var.zones) <= 4 && length(distinct(var.zones)) == length(var.zones)
    error_message = "zones must be two to four different availability zones: a load balancer needs two, and the address plan has room for four."
  }
}

variable "nat" {
  description = "`one` NAT gateway for all zones, one for `each` zone, or `none`: then tasks reach AWS through interface endpoints alone."
  type        = string
  default     = "one"

  validation {
    condition     = contains(["one", "each", "none"], var.nat)
    error_message = "nat must be one, each or none."
  }
}

variable "interface_endpoints" {
  description = "AWS services reached inside the VPC, such as `ecr.api`. They cost by zone and hour, and save what a NAT gateway takes by gigabyte."
  type        = set(string)
  default     = []

  validation {
    condition     = var.nat != "none" || length(setsubtract(["ecr.api", "ecr.dkr", "logs", "secretsmanager"], var.interface_endpoints)) == 0
    error_message = "Without a NAT gateway interface_endpoints must hold ecr.api, ecr.dkr, logs and secretsmanager: no task starts otherwise."
  }
}

variable "flow_log_days" {
  description = "How long the VPC's flow logs are kept; 0 writes none."
  type        = number
  default     = 30

  validation {
    condition     = contains([0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.flow_log_days)
    error_message = "flow_log_days must be 0 or a retention that CloudWatch Logs knows, such as 30 or 365."
  }
}

variable "kms_key_arn" {
  description = "Key that encrypts the flow logs."
  type        = string
  default     = null
}
