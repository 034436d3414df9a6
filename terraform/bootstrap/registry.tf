# The repository of the image. A tag is written once, and tasks are started by digest all the same.

resource "aws_ecr_repository" "rushes" {
  #checkov:skip=CKV_AWS_136:The image is public source, compiled; Amazon's own key is enough for it.
  name                 = "rushes"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "AES256"
  }

  tags = var.tags
}

resource "aws_ecr_lifecycle_policy" "rushes" {
  repository = aws_ecr_repository.rushes.name
  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "The last fifty images: as far back as anybody rolls"
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 50 }
      action       = { type = "expire" }
    }]
  })
}
