# Keys that were made long ago and never used: candidates for removal.
data "cloudcraft_api_keys" "forgotten" {
  older_than = "90d"
  never_used = true
}

output "forgotten_keys" {
  value = { for key in data.cloudcraft_api_keys.forgotten.keys : key.id => key.name }
}
