variable "identity" {
  description = "An identity of age, AGE-SECRET-KEY-..."
  type        = string
  ephemeral   = true
}

resource "cloudcraft_api_key" "ci" {
  name       = "CI snapshots"
  recipients = ["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"]
}

# Ephemeral, as the identity is: for a write-only argument, and in no state and no plan.
locals {
  value = provider::cloudcraft::decrypt(cloudcraft_api_key.ci.encrypted_key, var.identity)
}
