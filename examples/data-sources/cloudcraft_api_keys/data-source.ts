import { App, TerraformOutput, TerraformStack } from "cdktf";
import { CloudcraftProvider, DataCloudcraftApiKeys } from "cdktf-cloudcraft";

const app = new App();
const stack = new TerraformStack(app, "keys");
new CloudcraftProvider(stack, "cloudcraft");

const forgotten = new DataCloudcraftApiKeys(stack, "forgotten", { olderThan: "90d", neverUsed: true });
new TerraformOutput(stack, "forgotten_keys", { value: forgotten.keys });

app.synth();
