data "cloudcraft_user" "me" {}

output "acting_as" {
  value = data.cloudcraft_user.me.email
}
