# Written by `npm run generate` from src/handlers. Do not edit.

mock_resource "cloudcraft_api_key" {
  defaults = {
    id                  = "2e9bc6c9-4a4c-4dfe-8a31-d2df79103a5e"
    permission          = "read"
    deletion_protection = false
    generation          = 1
    rotation_due        = false
    revocation_due      = false
    status              = "active"
    key                 = "bW9jayBtb2NrIG1vY2sgbW9jayBtb2NrIG1vY2sgbW8="
    encrypted_key       = "Mock api_key"
    fingerprint         = "f009b43da8a8311d55b162a2d6ee0015694734960bde3cc07e915825cf27baa3"
    hint                = "bW9"
    creator_id          = "04f8996d-a763-47a9-89b1-028ee3007569"
    created_at          = "2026-01-01T00:00:00.000Z"
    updated_at          = "2026-01-01T00:00:00.000Z"
  }
}

mock_resource "cloudcraft_aws_account" {
  defaults = {
    id          = "5eb77c88-d8d7-4337-8281-776a570a4dcf"
    external_id = "Mock aws_account"
    creator_id  = "04f8996d-a763-47a9-89b1-028ee3007569"
    created_at  = "2026-01-01T00:00:00.000Z"
    updated_at  = "2026-01-01T00:00:00.000Z"
  }
}

mock_resource "cloudcraft_azure_account" {
  defaults = {
    id               = "a97dd285-4288-4d0c-8d2a-9042345af3bb"
    client_secret_wo = "Mock azure_account"
    hint             = "bW9"
    secret_changed   = true
    creator_id       = "04f8996d-a763-47a9-89b1-028ee3007569"
    created_at       = "2026-01-01T00:00:00.000Z"
    updated_at       = "2026-01-01T00:00:00.000Z"
  }
}

mock_data "cloudcraft_aws_iam_parameters" {
  defaults = {
    account_id      = "Mock aws_iam_parameters"
    external_id     = "Mock aws_iam_parameters"
    aws_console_url = "Mock aws_iam_parameters"
  }
}

mock_data "cloudcraft_team" {
  defaults = {
    id                   = "ca8b22d0-db83-422d-8163-b560b3e4e515"
    name                 = "Mock team"
    acl                  = "team/ca8b22d0-db83-422d-8163-b560b3e4e515"
    visible              = true
    cross_organizational = true
    role                 = "member"
  }
}

mock_data "cloudcraft_user" {
  defaults = {
    id         = "04f8996d-a763-47a9-89b1-028ee3007569"
    name       = "Mock user"
    email      = "mock@example.com"
    created_at = "2026-01-01T00:00:00.000Z"
    updated_at = "2026-01-01T00:00:00.000Z"
  }
}
