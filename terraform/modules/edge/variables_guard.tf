# The optional guards in front: the firewall and sign-in.

variable "waf" {
  description = "Web application firewall: `arn` of one you keep, or `create` for AWS's core rules and a limit on requests by address in five minutes. Null for none."
  type = object({
    arn             = optional(string)
    create          = optional(bool, false)
    requests        = optional(number, 3000)
    entrance        = optional(number, 300)
    log_kms_key_arn = optional(string)
    log_days        = optional(number, 30)
  })
  default = null

  validation {
    condition     = var.waf == null || (try(var.waf.arn, null) != null) != try(var.waf.create, false)
    error_message = "waf must be either arn or create = true."
  }

  validation {
    condition     = var.waf == null || try(var.waf.requests >= 10 && var.waf.entrance >= 10 && var.waf.requests <= 2000000000 && var.waf.entrance <= 2000000000, false)
    error_message = "waf.requests and waf.entrance must be 10 to 2000000000: that is what a rate rule takes."
  }
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

  validation {
    condition = var.oidc == null || alltrue([
      for url in try([var.oidc.issuer, var.oidc.authorization_endpoint, var.oidc.token_endpoint, var.oidc.user_info_endpoint], []) : startswith(url, "https://")
    ])
    error_message = "oidc's issuer and endpoints must be https:// addresses: the code and the tokens travel there."
  }

  validation {
    condition     = var.oidc == null || try(var.oidc.session_seconds >= 1 && var.oidc.session_seconds <= 604800, false)
    error_message = "oidc.session_seconds must be 1 to 604800 (seven days): that is what a load balancer takes."
  }
}
