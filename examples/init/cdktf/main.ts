import { App, TerraformStack } from "cdktf";
import { ApiKey, CloudcraftProvider, Permission, Team } from "cdktf-cloudcraft";

const app = new App();
const stack = new TerraformStack(app, "keys");

new CloudcraftProvider(stack, "cloudcraft");
const platform = Team.byName(stack, "platform", "Platform");

new ApiKey(stack, "ci", {
  name: "CI snapshots",
  permission: Permission.READ, // the default: least privilege
  teams: [platform], // who sees that the key exists
  managedBy: [platform], // who may change or delete it
  justification: "Nightly export of diagrams",
});

app.synth();
