import { App, Aspects, DataResource, Fn, TerraformStack } from "cdktf";
import { ApiKey, CloudcraftProvider, except, LeastPrivilege, Permission, Team } from "cdktf-cloudcraft";

/** What the key of an environment is to be. */
interface Environment {
  readonly permission: Permission;
  /** Teams that see that the key exists. */
  readonly teams: readonly string[];
  /** The team that may change and revoke it. */
  readonly managedBy: string;
  readonly justification: string;
  /** Why the key may write, if it may. */
  readonly writesBecause?: string;
}

/** THE table: one line per environment, one key per line. A pull request changes a line; the review says what it means. */
const environments: Readonly<Record<string, Environment>> = {
  dev: {
    permission: Permission.READ,
    teams: ["Platform", "Data"],
    managedBy: "Platform",
    justification: "Tries the diagram export out",
  },
  stage: {
    permission: Permission.READ,
    teams: ["Platform"],
    managedBy: "Platform",
    justification: "Rehearses the diagram export",
  },
  prod: {
    permission: Permission.READ_WRITE,
    teams: ["Platform"],
    managedBy: "Platform",
    justification: "Exports diagrams to the wiki every night",
    writesBecause: "it stores each export's snapshot",
  },
};

/** The stack of one environment. For a team, give it a remote backend, for instance `new S3Backend(this, {...})`. */
class KeyStack extends TerraformStack {
  readonly key: ApiKey;

  constructor(app: App, name: string, environment: Environment) {
    super(app, `keys-${name}`);
    new CloudcraftProvider(this, "cloudcraft");
    const teams = new Map(
      [...new Set([...environment.teams, environment.managedBy])].map((team) => [team, Team.byName(this, team, team)]),
    );
    const named = (names: readonly string[]) => names.flatMap((team) => teams.get(team) ?? []);
    this.key = new ApiKey(this, "export", {
      name: `export-${name}`,
      permission: environment.permission,
      teams: named(environment.teams),
      managedBy: named([environment.managedBy]),
      justification: environment.justification,
    });
    if (environment.writesBecause) except(this.key, "MaximumPermission", environment.writesBecause);
  }
}

const app = new App();
const stacks = Object.entries(environments).map(([name, environment]) => new KeyStack(app, name, environment));

// A preview environment gets a key of its own, which goes with it: PREVIEW=pr-42, then deploy, and later destroy.
const preview = process.env.PREVIEW;
if (preview) {
  if (!/^[a-z0-9-]{1,30}$/.test(preview)) throw new Error("PREVIEW has to be made of a-z, 0-9 and -, 30 at most.");
  new KeyStack(app, `preview-${preview}`, {
    permission: Permission.READ,
    teams: ["Platform"],
    managedBy: "Platform",
    justification: `Preview environment ${preview}; removed when its pull request is closed`,
  });
}

// What uses the keys, in a stack of its own; a secret store goes here. cdktf hands values over as sensitive outputs, but
// Terraform forgets that they are when another stack reads them: without `Fn.sensitive`, its plan would show them.
const consumers = new TerraformStack(app, "app");
for (const { key, node } of stacks) {
  new DataResource(consumers, `secret-${node.id}`, { input: { key: Fn.sensitive(key.key) } });
}

Aspects.of(app).add(new LeastPrivilege({ managers: true, namePattern: /^export-[a-z0-9-]+$/ }));

app.synth();
