data "cloudcraft_team" "platform" {
  name = "Platform"
}

resource "cloudcraft_api_key" "snapshots" {
  name          = "CI snapshots"
  permission    = "read"
  read_access   = [data.cloudcraft_team.platform.acl]
  write_access  = [data.cloudcraft_team.platform.acl]
  justification = "Nightly export of diagrams to the wiki"

  # Another value every 90 days; the former one works on for a week.
  rotation = {
    every   = "90d"
    overlap = "7d"
  }
}

# The value is sensitive, and in the state: hand it on, do not print it.
output "snapshots_key" {
  value     = cloudcraft_api_key.snapshots.key
  sensitive = true
}
