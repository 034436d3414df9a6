# Every rule of the stores' variables, broken once.

mock_provider "aws" {
  mock_resource "aws_db_instance" {
    defaults = { master_user_secret = [{ secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds-AbCdEf" }] }
  }
}

variables {
  name        = "rushes"
  vpc_id      = "vpc-1"
  subnet_ids  = ["subnet-1", "subnet-2"]
  kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1"
}

run "a_single_subnet_is_refused" {
  command = plan
  variables {
    subnet_ids = ["subnet-1"]
  }
  expect_failures = [var.subnet_ids]
}

run "an_old_postgres_is_refused" {
  command = plan
  variables {
    postgres = { version = "12" }
  }
  expect_failures = [var.postgres]
}

run "a_class_of_another_service_is_refused" {
  command = plan
  variables {
    postgres = { instance_class = "t4g.small" }
  }
  expect_failures = [var.postgres]
}

run "a_disk_that_cannot_grow_is_refused" {
  command = plan
  variables {
    postgres = { storage_gib = 100, storage_most_gib = 100 }
  }
  expect_failures = [var.postgres]
}

run "a_database_without_backups_is_refused" {
  command = plan
  variables {
    postgres = { backup_days = 0 }
  }
  expect_failures = [var.postgres]
}

run "backups_for_longer_than_rds_keeps_them_are_refused" {
  command = plan
  variables {
    postgres = { backup_days = 36 }
  }
  expect_failures = [var.postgres]
}

run "a_password_that_never_changes_is_refused" {
  command = plan
  variables {
    postgres = { rotation_days = 0 }
  }
  expect_failures = [var.postgres]
}

run "a_window_that_is_none_is_refused" {
  command = plan
  variables {
    postgres = { backup_window = "at night" }
  }
  expect_failures = [var.postgres]
}

run "more_nodes_than_a_group_takes_are_refused" {
  command = plan
  variables {
    valkey = { nodes = 7 }
  }
  expect_failures = [var.valkey]
}

run "an_old_valkey_is_refused" {
  command = plan
  variables {
    valkey = { version = "6.2" }
  }
  expect_failures = [var.valkey]
}

run "deleting_films_at_once_is_refused" {
  command = plan
  variables {
    media = { deleted_days = 0 }
  }
  expect_failures = [var.media]
}
