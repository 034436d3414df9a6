# The load balancer: the only thing that the internet reaches.

locals {
  # What the program keeps to is not repeated here: its ports, paths and times stand in one file.
  contract = jsondecode(file("${path.module}/../../contract.json"))
}

# Who may call whom stands in the root module's traffic.tf; a group by itself lets nothing through.
resource "aws_security_group" "this" {
  name        = "${var.name}-edge"
  description = "The public load balancer"
  vpc_id      = var.vpc_id
  tags        = merge(var.tags, { Name = "${var.name}-edge" })
}

resource "aws_lb" "this" {
  #checkov:skip=CKV2_AWS_28:The firewall is an option (var.waf): it bills by request, and the program limits sign-in itself.
  #checkov:skip=CKV2_AWS_76:The firewall made in waf.tf has these rules; one of yours is yours.
  #checkov:skip=CKV2_AWS_20:Port 80 answers nothing but a redirect; see listeners.tf.
  name               = var.name
  load_balancer_type = "application"
  internal           = false
  security_groups    = [aws_security_group.this.id]
  subnets            = var.subnet_ids

  idle_timeout                     = var.idle_timeout
  enable_http2                     = true
  enable_cross_zone_load_balancing = true # Stickiness does not work without.
  enable_deletion_protection       = var.deletion_protection

  # What a proxy and the program could read in two ways is refused here.
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "defensive"
  # The program believes the last entry only, and only from these subnets.
  xff_header_processing_mode = "append"
  preserve_host_header       = true

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "access"
    enabled = true
  }

  connection_logs {
    bucket  = aws_s3_bucket.logs.id
    prefix  = "connections"
    enabled = true
  }

  tags = var.tags

  # The load balancer writes a test file when logs are switched on.
  depends_on = [aws_s3_bucket_policy.logs]
}
