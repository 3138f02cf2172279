variable "azure_client_secret" {
  type      = string
  ephemeral = true
}

resource "cloudcraft_azure_account" "production" {
  name                     = "Production"
  subscription_id          = "6f1d7c1e-3a52-4c39-8a8f-0d6a1c1b8e21"
  directory_id             = "0b7c5a9e-9d1f-4a0e-9f0a-6a2f3f5f7c11"
  application_id           = "b1f0c7d2-5e0b-4c57-8f55-2a3f6d9e4a90"
  client_secret_wo         = var.azure_client_secret
  client_secret_wo_version = 1
}
