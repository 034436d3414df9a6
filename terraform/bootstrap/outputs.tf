# What environments/ are told.

output "state_bucket" {
  description = "Bucket for the `backend.tf` of each environment."
  value       = aws_s3_bucket.state.id
}

output "repository_url" {
  description = "Where to push the image."
  value       = aws_ecr_repository.rushes.repository_url
}

output "repository_arn" {
  description = "What an environment takes as repository_arn."
  value       = aws_ecr_repository.rushes.arn
}
