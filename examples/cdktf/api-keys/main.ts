import { App, TerraformStack } from "cdktf";
import { ApiKey, CloudcraftProvider, Permission, Team } from "cdktf-cloudcraft";

const app = new App();
const stack = new TerraformStack(app, "api-keys");

// Reads CLOUDCRAFT_API_KEY, and CLOUDCRAFT_BASE_URL if the API is not at its usual place: no secret in this file.
new CloudcraftProvider(stack, "cloudcraft");

const platform = Team.byName(stack, "platform", "Platform");
const data = Team.byName(stack, "data", "Data");

// Everyone in Platform sees this key; they may also change and revoke it.
new ApiKey(stack, "snapshots", {
  name: "CI snapshots",
  permission: Permission.READ,
  teams: [platform],
  managedBy: [platform],
  justification: "Nightly export of diagrams to the wiki",
});

// Data sees the key that its pipeline uses; only Platform may change or revoke it.
new ApiKey(stack, "inventory", {
  name: "Inventory pipeline",
  permission: Permission.READ,
  teams: [data, platform],
  managedBy: [platform],
  justification: "Feeds the cost report",
});

app.synth();
