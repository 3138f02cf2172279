import { App, TerraformOutput, TerraformStack } from "cdktf";
import { CloudcraftProvider, DataCloudcraftTeams } from "cdktf-cloudcraft";

const app = new App();
const stack = new TerraformStack(app, "keys");
new CloudcraftProvider(stack, "cloudcraft");

const all = new DataCloudcraftTeams(stack, "all");
new TerraformOutput(stack, "visible_teams", { value: all.teams });

app.synth();
