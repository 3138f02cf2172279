data "cloudcraft_team" "platform" {
  name = "Platform"
}

output "platform_acl" {
  value = data.cloudcraft_team.platform.acl
}
