import { App, TerraformStack } from "cdktf";
import { ApiKey, CloudcraftProvider, Permission, Team } from "cdktf-cloudcraft";

const app = new App();
const stack = new TerraformStack(app, "keys");
new CloudcraftProvider(stack, "cloudcraft");
const platform = Team.byName(stack, "platform", "Platform");

new ApiKey(stack, "snapshots", {
  name: "CI snapshots",
  permission: Permission.READ,
  teams: [platform],
  managedBy: [platform],
  justification: "Nightly export of diagrams to the wiki",
});

app.synth();
