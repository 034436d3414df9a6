# What is watched and who is told.

mock_provider "aws" {}

variables {
  name              = "rushes"
  cluster_name      = "rushes"
  roles             = { web = { service = true }, backend = { service = true }, worker = { service = true } }
  load_balancer     = "app/rushes/1"
  target_group      = "targetgroup/rushes-sticky/1"
  database_id       = "rushes"
  kms_key_arn       = "arn:aws:kms:eu-central-1:123456789012:key/1"
  sessions_per_task = 2000
}

run "every_role_has_an_encrypted_log_that_ends" {
  command = plan
  assert {
    condition     = length(aws_cloudwatch_log_group.this) == 3 && alltrue([for group in aws_cloudwatch_log_group.this : group.retention_in_days == 90 && group.kms_key_id == var.kms_key_arn])
    error_message = "One for each role, encrypted, for 90 days."
  }
}

run "alarms_stand_on_names_that_the_program_writes" {
  command = plan
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : contains(keys(local.program.names), alarm.metric_name) if alarm.namespace == "Rushes"])
    error_message = "An alarm on a name that nobody writes never rings."
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.this : contains([for filter in aws_cloudwatch_log_metric_filter.this : "${filter.metric_transformation[0].namespace} ${filter.metric_transformation[0].name}"], "${alarm.namespace} ${alarm.metric_name}") if startswith(alarm.namespace, "Rushes/Logs/")])
    error_message = "An alarm on a figure of the logs needs the filter that counts it."
  }
}

run "every_alarm_tells_somebody_and_silence_is_no_alarm" {
  command = plan
  variables {
    topic_arn = "arn:aws:sns:eu-central-1:123456789012:ops"
  }
  assert {
    condition     = alltrue([for alarm in concat(values(aws_cloudwatch_metric_alarm.this), values(aws_cloudwatch_metric_alarm.missing_tasks)) : contains(alarm.alarm_actions, "arn:aws:sns:eu-central-1:123456789012:ops") && alarm.treat_missing_data == "notBreaching"])
    error_message = "All of them tell the topic."
  }
  assert {
    condition     = length(aws_sns_topic.this) == 0
    error_message = "A topic of yours is used as it is."
  }
}

run "a_new_version_is_judged_by_alarms_that_exist" {
  command = plan
  assert {
    condition     = length(setsubtract(flatten(values(output.rollback_alarms)), output.alarms)) == 0 && length(output.rollback_alarms.web) == 3
    error_message = "A deployment that watches an alarm that does not exist cannot begin."
  }
}

run "the_filters_read_lines_as_the_program_writes_them" {
  command = plan
  assert {
    condition     = aws_cloudwatch_log_metric_filter.this["web-panics"].pattern == "{ $.message = \"a thread panicked\" }" && aws_cloudwatch_log_metric_filter.this["calls"].metric_transformation[0].value == "$.duration_ms" && aws_cloudwatch_log_metric_filter.this["backend-errors"].pattern == "{ $.level = \"ERROR\" }"
    error_message = "Patterns and fields come from contract.json."
  }
}

run "the_dashboard_shows_every_metric_of_the_program" {
  command = plan
  assert {
    condition     = alltrue([for name in setsubtract(keys(local.program.names), ["BackendFailures"]) : strcontains(aws_cloudwatch_dashboard.this.dashboard_body, "\"${name}\"")])
    error_message = "What is worth its price a month is worth a line on the page."
  }
}
