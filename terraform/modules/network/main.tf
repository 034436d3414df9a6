# The VPC and its subnets: public for the load balancer, private for tasks, data for what only tasks may reach.

locals {
  zones = { for index, zone in var.zones : zone => index }
  # Sixteenths of the range: 0-3 public, 4-7 private, 8-11 data; the last quarter is free for what comes later.
  public  = { for zone, index in local.zones : zone => cidrsubnet(var.cidr, 4, index) }
  private = { for zone, index in local.zones : zone => cidrsubnet(var.cidr, 4, 4 + index) }
  data    = { for zone, index in local.zones : zone => cidrsubnet(var.cidr, 4, 8 + index) }
}

resource "aws_vpc" "this" {
  #checkov:skip=CKV2_AWS_11:Flow logs are on unless flow_log_days is 0; the scanner does not follow the count.
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true # Private names of endpoints and of the backend need both.
  tags                 = merge(var.tags, { Name = var.name })
}

# Whatever is started without a security group gets this one, and it lets nothing through.
resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.this.id
  tags   = merge(var.tags, { Name = "${var.name}-closed" })
}

resource "aws_subnet" "public" {
  for_each                = local.public
  vpc_id                  = aws_vpc.this.id
  availability_zone       = each.key
  cidr_block              = each.value
  map_public_ip_on_launch = false
  tags                    = merge(var.tags, { Name = "${var.name}-public-${each.key}" })
}

resource "aws_subnet" "private" {
  for_each          = local.private
  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value
  tags              = merge(var.tags, { Name = "${var.name}-private-${each.key}" })
}

resource "aws_subnet" "data" {
  for_each          = local.data
  vpc_id            = aws_vpc.this.id
  availability_zone = each.key
  cidr_block        = each.value
  tags              = merge(var.tags, { Name = "${var.name}-data-${each.key}" })
}
