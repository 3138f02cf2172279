import { App, TerraformOutput, TerraformStack } from "cdktf";
import { CloudcraftProvider, DataCloudcraftAwsIamParameters } from "cdktf-cloudcraft";

const app = new App();
const stack = new TerraformStack(app, "keys");
new CloudcraftProvider(stack, "cloudcraft");

const parameters = new DataCloudcraftAwsIamParameters(stack, "parameters");
new TerraformOutput(stack, "external_id", { value: parameters.externalId });

app.synth();
