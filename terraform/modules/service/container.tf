# The task: one container, a folder it may write to, and nothing else.

locals {
  # What the program may take to stop, so that it ends by itself and not by SIGKILL.
  stop_seconds = var.stop_timeout - local.contract.stop.margin_seconds

  environment = merge(
    { RUSHES_LOG_FORMAT = "json" },
    var.environment,
    { (local.contract.stop.variable) = tostring(local.stop_seconds) },
    var.port == null ? {} : { RUSHES_LISTEN = "0.0.0.0:${var.port}" },
  )

  container = {
    name      = var.role
    image     = var.image
    command   = [var.role]
    essential = true
    user      = local.contract.image.user

    portMappings = var.port == null ? [] : [
      { name = "http", containerPort = var.port, hostPort = var.port, protocol = "tcp" }
    ]

    # In order of name: a list in another order is another task definition, and a deployment.
    environment = [for name in sort(keys(local.environment)) : { name = name, value = local.environment[name] }]
    secrets     = [for name in sort(keys(var.secrets)) : { name = name, valueFrom = var.secrets[name] }]

    # Exec's agent writes into the container; AWS refuses it beside a read-only root.
    readonlyRootFilesystem = !var.enable_exec
    mountPoints = [
      { sourceVolume = "data", containerPath = local.contract.image.data_dir, readOnly = false }
    ]
    linuxParameters = {
      capabilities       = { drop = ["ALL"], add = [] }
      initProcessEnabled = var.enable_exec # Exec leaves processes behind that somebody has to reap.
    }
    # A socket is a file; said, so that nothing rests on a default.
    ulimits = [{ name = "nofile", softLimit = 65536, hardLimit = 65536 }]

    # The binary asks itself: there is no shell and no curl. A role that listens nowhere is watched by its process alone.
    healthCheck = var.port == null ? null : {
      command     = ["CMD", local.contract.image.binary, "healthcheck", "--url", "http://127.0.0.1:${var.port}${var.alive_path}"]
      interval    = 10
      timeout     = 5
      retries     = 3
      startPeriod = 15
    }
    stopTimeout = var.stop_timeout

    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = var.log_group.name
        awslogs-region        = local.region
        awslogs-stream-prefix = var.role
        # A log service that hangs must not hang the program.
        mode            = "non-blocking"
        max-buffer-size = "4m"
      }
    }
  }
}

resource "aws_ecs_task_definition" "this" {
  family                   = local.family
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn
  # Null values are left out: ECS takes an absent health check, not an empty one.
  container_definitions = jsonencode([{ for key, value in local.container : key => value if value != null }])

  # An old revision stays valid: ECS refuses to go back to one that was deregistered.
  skip_destroy = true

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.architecture
  }

  # On the task's own encrypted disk. The image declares the folder with its owner, which the mount takes over.
  volume {
    name = "data"
  }

  tags = local.tags
}
