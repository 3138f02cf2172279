import { App, TerraformOutput, TerraformStack } from "cdktf";
import { CloudcraftProvider, DataCloudcraftUser } from "cdktf-cloudcraft";

const app = new App();
const stack = new TerraformStack(app, "keys");
new CloudcraftProvider(stack, "cloudcraft");

const me = new DataCloudcraftUser(stack, "me");
new TerraformOutput(stack, "acting_as", { value: me.email });

app.synth();
