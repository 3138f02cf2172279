import { App, TerraformStack } from "cdktf";
import { Permission } from "cdktf-cloudcraft";
import { LocalExecApiKey, LocalExecSweep, NullProvider } from "cdktf-cloudcraft/local-exec";

const app = new App();
const stack = new TerraformStack(app, "local-exec");

new NullProvider(stack, "null");

// Which keys there are, never their values. Keep this folder: it must outlive the machine that applies.
const records = "cloudcraft-records";

// Revokes keys whose lines are deleted below. Each key sees to that by itself; this line does so for the last one.
LocalExecSweep.of(stack, { records });

// Its value goes to a file that nobody else can read.
new LocalExecApiKey(stack, "snapshots", {
  name: "CI snapshots",
  permission: Permission.READ,
  justification: "Nightly export of diagrams to the wiki",
  records,
  secretFile: "cloudcraft-secrets/snapshots",
});

// Its value is fed to a command: for instance ["vault", "kv", "put", "secret/inventory", "key=-"].
new LocalExecApiKey(stack, "inventory", {
  name: "Inventory pipeline",
  records,
  secretCommand: ["sh", "-c", "umask 077 && cat > inventory-key"],
});

app.synth();
