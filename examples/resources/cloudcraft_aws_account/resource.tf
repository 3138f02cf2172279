data "cloudcraft_team" "platform" {
  name = "Platform"
}

resource "cloudcraft_aws_account" "production" {
  name        = "Production"
  role_arn    = "arn:aws:iam::123456789012:role/cloudcraft"
  read_access = [data.cloudcraft_team.platform.acl]
}
