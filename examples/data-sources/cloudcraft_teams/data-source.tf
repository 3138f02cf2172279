data "cloudcraft_teams" "all" {}

output "visible_teams" {
  value = [for team in data.cloudcraft_teams.all.teams : team.name if team.visible]
}
