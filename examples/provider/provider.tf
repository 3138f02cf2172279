terraform {
  required_providers {
    cloudcraft = {
      source  = "terraform.local/cdktf/cloudcraft"
      version = "~> 0.1"
    }
  }
}

# Reads CLOUDCRAFT_API_KEY: a read-write key of an Owner or Administrator.
provider "cloudcraft" {
  request_timeout = "1m"
}
