# Every rule of what is watched, broken once.

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

run "a_retention_that_cloudwatch_does_not_know_is_refused" {
  command = plan
  variables {
    log_days = 100
  }
  expect_failures = [var.log_days]
}

run "an_address_that_is_none_is_refused" {
  command = plan
  variables {
    email = "ops"
  }
  expect_failures = [var.email]
}

run "an_address_for_a_topic_of_yours_is_refused" {
  command = plan
  variables {
    email     = "ops@example.com"
    topic_arn = "arn:aws:sns:eu-central-1:123456789012:ops"
  }
  expect_failures = [var.email]
}

run "an_alarm_that_always_rings_is_refused" {
  command = plan
  variables {
    thresholds = { rejoins = 0 }
  }
  expect_failures = [var.thresholds]
}

run "an_alarm_that_comes_too_late_is_refused" {
  command = plan
  variables {
    thresholds = { memory_percent = 100 }
  }
  expect_failures = [var.thresholds]
}

run "an_alarm_of_yours_on_a_name_that_nobody_writes_is_refused" {
  command = plan
  variables {
    own_alarms = { a = { metric = "Mood", role = "web", above = 1, says = "Somebody is unhappy" } }
  }
  expect_failures = [aws_cloudwatch_metric_alarm.this]
}

run "an_alarm_of_yours_on_another_roles_metric_is_refused" {
  command = plan
  variables {
    own_alarms = { a = { metric = "QueueOldest", role = "web", above = 1, says = "Jobs wait" } }
  }
  expect_failures = [aws_cloudwatch_metric_alarm.this]
}
