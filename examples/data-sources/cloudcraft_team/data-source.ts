import { App, TerraformOutput, TerraformStack } from "cdktf";
import { CloudcraftProvider, Team } from "cdktf-cloudcraft";

const app = new App();
const stack = new TerraformStack(app, "keys");
new CloudcraftProvider(stack, "cloudcraft");

const platform = Team.byName(stack, "platform", "Platform");
new TerraformOutput(stack, "platform_acl", { value: platform.acl });

app.synth();
