# What the rest of the stack is put into.

output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "Subnets of the load balancer."
  value       = [for zone in var.zones : aws_subnet.public[zone].id]
}

output "public_subnet_cidrs" {
  description = "Their ranges: the only peers whose forwarding headers the pages believe."
  value       = [for zone in var.zones : aws_subnet.public[zone].cidr_block]
}

output "private_subnet_ids" {
  description = "Subnets of the tasks."
  value       = [for zone in var.zones : aws_subnet.private[zone].id]
}

output "private_subnet_cidrs" {
  description = "Their ranges."
  value       = [for zone in var.zones : aws_subnet.private[zone].cidr_block]
}

output "data_subnet_ids" {
  description = "Subnets of the database and the bus."
  value       = [for zone in var.zones : aws_subnet.data[zone].id]
}
