# Who may call whom, and on which port. Security groups let nothing through that is not a line here.

locals {
  web     = module.web.security_group_id
  backend = module.backend.security_group_id
  worker  = module.worker.security_group_id
  migrate = module.migrate.security_group_id
  edge    = module.edge.security_group_id
  # What web and workers call: the backend's tasks, or the load balancer before them.
  balanced = var.discovery.mode == "alb"
  door     = local.balanced ? module.discovery.security_group_id : local.backend

  port_web     = local.contract.web.port
  port_backend = local.contract.backend.port

  # From one group to another: an egress rule of the one and an ingress rule of the other.
  calls = merge(
    {
      edge-web         = { from = local.edge, to = local.web, port = local.port_web, what = "Pages and sockets" }
      web-backend      = { from = local.web, to = local.door, port = local.port_backend, what = "Calls and the feed" }
      worker-backend   = { from = local.worker, to = local.door, port = local.port_backend, what = "Claims, progress and films" }
      backend-postgres = { from = local.backend, to = module.data.database_security_group_id, port = 5432, what = "The database" }
      migrate-postgres = { from = local.migrate, to = module.data.database_security_group_id, port = 5432, what = "The database" }
    },
    local.balanced ? {
      door-backend = { from = local.door, to = local.backend, port = local.port_backend, what = "Calls and the feed" }
    } : {},
    var.valkey == null ? {} : {
      backend-valkey = { from = local.backend, to = module.data.bus_security_group_id, port = 6379, what = "The bus" }
    },
  )

  # AWS's own services and, for workers, the engines that render: by names whose addresses change.
  outside = merge(
    { web = local.web, backend = local.backend, worker = local.worker, migrate = local.migrate },
    nonsensitive(var.oidc == null) ? {} : { edge = local.edge },
  )
}

resource "aws_vpc_security_group_ingress_rule" "internet" {
  #checkov:skip=CKV_AWS_260:Port 80 answers nothing but a redirect to 443.
  for_each          = { for pair in setproduct(var.edge.ingress_cidrs, [80, 443]) : "${pair[0]}-${pair[1]}" => { cidr = pair[0], port = pair[1] } }
  security_group_id = local.edge
  description       = each.value.port == 443 ? "People" : "People who typed no https://"
  cidr_ipv4         = each.value.cidr
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
  tags              = local.tags
}

resource "aws_vpc_security_group_egress_rule" "call" {
  for_each                     = local.calls
  security_group_id            = each.value.from
  description                  = each.value.what
  referenced_security_group_id = each.value.to
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  tags                         = merge(local.tags, { Name = each.key })
}

resource "aws_vpc_security_group_ingress_rule" "call" {
  for_each                     = local.calls
  security_group_id            = each.value.to
  description                  = each.value.what
  referenced_security_group_id = each.value.from
  ip_protocol                  = "tcp"
  from_port                    = each.value.port
  to_port                      = each.value.port
  tags                         = merge(local.tags, { Name = each.key })
}

resource "aws_vpc_security_group_egress_rule" "outside" {
  for_each          = local.outside
  security_group_id = each.value
  description       = "AWS and other services, over TLS"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  tags              = merge(local.tags, { Name = "${each.key}-outside" })
}
