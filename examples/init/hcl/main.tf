terraform {
  required_providers {
    cloudcraft = {
      source  = "terraform.local/cdktf/cloudcraft"
      version = "~> 0.1"
    }
  }
}

# Reads CLOUDCRAFT_API_KEY: a read-write key of an Owner or Administrator.
provider "cloudcraft" {}

data "cloudcraft_team" "platform" {
  name = "Platform"
}

resource "cloudcraft_api_key" "ci" {
  name          = "CI snapshots"
  permission    = "read"                              # the default: least privilege
  read_access   = [data.cloudcraft_team.platform.acl] # who sees that the key exists
  write_access  = [data.cloudcraft_team.platform.acl] # who may change or delete it
  justification = "Nightly export of diagrams"
}

# The value is sensitive, and in the state: hand it on, do not print it.
output "ci_key" {
  value     = cloudcraft_api_key.ci.key
  sensitive = true
}
