# One page that answers: are people served, do they wait, does work get done, and what runs out next.

locals {
  region = data.aws_region.current.region
  tasks  = values(local.services)

  # Each row is a question; each graph is a list of metrics as CloudWatch writes them.
  graphs = [
    { title = "Sessions per task", stat = "Average", metrics = [[local.program.namespace, "Sessions", "Stack", var.name, "Role", "web"], ["...", { stat = "Maximum" }]] },
    { title = "Joins and rejoins", stat = "Sum", metrics = [for name in ["Joins", "Rejoins", "Refused"] : [local.program.namespace, name, "Stack", var.name, "Role", "web"]] },
    { title = "From a click to its patch (ms)", stat = "p95", metrics = [[local.program.namespace, "EventLatency", "Stack", var.name, "Role", "web"], ["...", { stat = "p50" }]] },

    { title = "Answers", stat = "Sum", metrics = concat([for class in ["2XX", "4XX", "5XX"] : ["AWS/ApplicationELB", "HTTPCode_Target_${class}_Count", "LoadBalancer", var.load_balancer]], [["AWS/ApplicationELB", "HTTPCode_ELB_5XX_Count", "LoadBalancer", var.load_balancer]]) },
    { title = "Time to answer (s)", stat = "p95", metrics = [["AWS/ApplicationELB", "TargetResponseTime", "LoadBalancer", var.load_balancer], ["...", { stat = "p50" }]] },
    { title = "Connections and web tasks", stat = "Maximum", metrics = [["AWS/ApplicationELB", "ActiveConnectionCount", "LoadBalancer", var.load_balancer, { stat = "Sum" }], ["AWS/ApplicationELB", "HealthyHostCount", "TargetGroup", var.target_group, "LoadBalancer", var.load_balancer, { yAxis = "right" }], ["AWS/ApplicationELB", "UnHealthyHostCount", "TargetGroup", var.target_group, "LoadBalancer", var.load_balancer, { yAxis = "right" }]] },

    { title = "Queue", stat = "Maximum", metrics = [[local.program.namespace, "QueueOldest", "Stack", var.name, "Role", "backend"], [local.program.namespace, "QueueLength", "Stack", var.name, "Role", "backend", { yAxis = "right" }]] },
    { title = "Time of a job (ms)", stat = "p95", metrics = [["${local.logged}/${var.name}/worker", "JobDuration"], ["...", { stat = "p50" }]] },
    { title = "Jobs that failed or were rescued", stat = "Sum", metrics = [["${local.logged}/${var.name}/worker", "JobsFailed"], ["${local.logged}/${var.name}/backend", "JobsRescued"]] },

    { title = "CPU of tasks (%)", stat = "Average", metrics = [for service in local.tasks : ["AWS/ECS", "CPUUtilization", "ClusterName", var.cluster_name, "ServiceName", service]] },
    { title = "Memory of tasks (%)", stat = "Maximum", metrics = [for service in local.tasks : ["AWS/ECS", "MemoryUtilization", "ClusterName", var.cluster_name, "ServiceName", service]] },
    { title = "Errors and panics in logs", stat = "Sum", metrics = concat([for role in keys(local.services) : ["${local.logged}/${var.name}/${role}", "Errors", { label = "${role} errors" }]], [for role in keys(local.services) : ["${local.logged}/${var.name}/${role}", "Panics", { label = "${role} panics" }]]) },

    { title = "Calls to the backend (ms)", stat = "p95", metrics = [["${local.logged}/${var.name}/backend", "CallDuration"], ["...", { stat = "p50" }]] },
    { title = "Database", stat = "Average", metrics = [["AWS/RDS", "CPUUtilization", "DBInstanceIdentifier", var.database_id], ["AWS/RDS", "DatabaseConnections", "DBInstanceIdentifier", var.database_id, { yAxis = "right" }]] },
    { title = "Room in the database", stat = "Minimum", metrics = [["AWS/RDS", "FreeStorageSpace", "DBInstanceIdentifier", var.database_id], ["AWS/RDS", "FreeableMemory", "DBInstanceIdentifier", var.database_id]] },
  ]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = [
      for index, graph in local.graphs : {
        type   = "metric"
        x      = (index % 3) * 8
        y      = floor(index / 3) * 6
        width  = 8
        height = 6
        properties = {
          title   = graph.title
          region  = local.region
          view    = "timeSeries"
          stat    = graph.stat
          period  = 60
          metrics = graph.metrics
        }
      }
    ]
  })
}
