# Where it runs: a network of its own, or one you bring.

variable "network" {
  description = "The VPC to make: its range, zones (the region's first two if absent), NAT (`one`, `each` zone or `none`), interface endpoints, and how long flow logs are kept."
  type = object({
    cidr                = optional(string, "10.20.0.0/16")
    zones               = optional(list(string))
    nat                 = optional(string, "one")
    interface_endpoints = optional(set(string), [])
    flow_log_days       = optional(number, 30)
  })
  default = {}
}

variable "existing_network" {
  description = "A VPC you have, instead of one made here: public subnets for the load balancer, private ones for tasks, and those of the stores (the private ones if absent). Tasks must reach AWS from it."
  type = object({
    vpc_id             = string
    public_subnet_ids  = list(string)
    private_subnet_ids = list(string)
    data_subnet_ids    = optional(list(string))
  })
  default = null

  validation {
    condition     = var.existing_network == null || try(length(var.existing_network.public_subnet_ids) >= 2 && length(var.existing_network.private_subnet_ids) >= 2, false)
    error_message = "existing_network needs two public and two private subnets or more, in two zones: load balancer and database need that."
  }
}

variable "edge" {
  description = "The public load balancer. `idle_timeout` follows the program's keep-alive if absent. See modules/edge for each limit."
  type = object({
    ingress_cidrs           = optional(list(string), ["0.0.0.0/0"])
    ssl_policy              = optional(string, "ELBSecurityPolicy-TLS13-1-2-2021-06")
    idle_timeout            = optional(number)
    deregistration_delay    = optional(number, 60)
    stickiness_seconds      = optional(number, 86400)
    algorithm               = optional(string, "least_outstanding_requests")
    slow_start              = optional(number, 0)
    minimum_healthy_targets = optional(number)
    health_check = optional(object({
      interval  = optional(number, 10)
      timeout   = optional(number, 5)
      healthy   = optional(number, 2)
      unhealthy = optional(number, 3)
    }), {})
    log_days = optional(number, 90)
  })
  default = {}

  validation {
    condition     = length(var.edge.ingress_cidrs) > 0 && alltrue([for cidr in var.edge.ingress_cidrs : can(cidrhost(cidr, 0))])
    error_message = "edge.ingress_cidrs must be IPv4 ranges such as 203.0.113.0/24; 0.0.0.0/0 is everybody."
  }
}

variable "waf" {
  description = "Web application firewall: `arn` of one you keep, or `create = true` for AWS's core rules and limits on requests by address in five minutes, in all (`requests`) and at sign-in and sockets (`entrance`). Null for none."
  type = object({
    arn      = optional(string)
    create   = optional(bool, false)
    requests = optional(number, 3000)
    entrance = optional(number, 300)
    log_days = optional(number, 30)
  })
  default = null
}

variable "oidc" {
  description = "Sign-in at the load balancer, before the program's own. AWS keeps the client secret in the listener, so that it also stands in Terraform's state."
  type = object({
    issuer                 = string
    authorization_endpoint = string
    token_endpoint         = string
    user_info_endpoint     = string
    client_id              = string
    client_secret          = string
    scope                  = optional(string, "openid")
    session_seconds        = optional(number, 86400)
  })
  default   = null
  sensitive = true
}

variable "discovery" {
  description = "How the backend is found: `cloud_map` (DNS leads to its tasks) or `alb` (to an internal load balancer), and for how many seconds addresses may be remembered."
  type = object({
    mode = optional(string, "cloud_map")
    ttl  = optional(number, 10)
  })
  default = {}
}
