data "cloudcraft_aws_iam_parameters" "this" {}

output "trust_policy" {
  value = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { AWS = data.cloudcraft_aws_iam_parameters.this.account_id }
      Condition = { StringEquals = { "sts:ExternalId" = data.cloudcraft_aws_iam_parameters.this.external_id } }
    }]
  })
}
