import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findTerraform, HOW_TO_GET_TERRAFORM, terraformCommand } from "../../src/cli/terraform";
import { Mismatch, Narrator } from "./narrator";
import { type Key, Plan } from "./plan";
import { Workshop } from "./workshop";

const EXAMPLE = "examples/cdktf/api-keys";
const STACK = "api-keys";

async function story(workshop: Workshop, tell: Narrator): Promise<void> {
  const { url, apiKey } = await workshop.emulator();
  workshop.set({ CLOUDCRAFT_BASE_URL: url, CLOUDCRAFT_API_KEY: apiKey });
  tell.aside(`Cloudcraft's API is played by the emulator at ${url}: no account, no network, no bill.`);

  const remote = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${url}/_emulator/${path}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The emulator answered ${method} ${path} with ${response.status}: ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  const keys = async () => ((await remote("GET", "state")) as { apiKeys: Key[] }).apiKeys.filter(isOurs);
  const key = async (name: string) => {
    const found = (await keys()).find((candidate) => candidate.name === name);
    return found ?? tell.mismatch(`the service has no key named "${name}"`);
  };
  const deploy = (...more: string[]) =>
    tell.succeeds(workshop.cdktf("deploy", "--auto-approve", ...more), "cdktf deploy");
  const planned = async () => new Plan(JSON.parse(await workshop.terraform(STACK, "show", "-json", "plan")));
  // As cdktf would, which needs most of its time for itself.
  const plan = async () => {
    await workshop.terraform(STACK, "plan", "-input=false", "-out=plan");
    return planned();
  };
  const values = async () => {
    const state = JSON.parse(await workshop.terraform(STACK, "show", "-json")) as {
      values?: { root_module: { resources: { address: string; values: { key?: string } }[] } };
    };
    const resources = state.values?.root_module.resources ?? [];
    return new Map(resources.flatMap(({ address, values: { key: value } }) => (value ? [[address, value]] : [])));
  };

  await tell.step("Deploy two keys for two teams", "cdktf deploy, with nothing installed or configured", async () => {
    await deploy();
    const names = (await keys()).map(({ name }) => name).sort();
    tell.expect("the keys on the service", names, ["CI snapshots", "Inventory pipeline"]);
    tell.expect("the permission of the key for snapshots", (await key("CI snapshots")).permission, "read");
    return `Two keys exist: ${names.join(", ")}. Their values are in the state, and nowhere else.`;
  });
  const issued = await values();
  tell.expect("the number of key values in the state", issued.size, 2);

  await tell.step("Look again", "nothing changed, so the plan must be empty", async () => {
    tell.expect("the planned changes", (await plan()).changes(), []);
    return "No changes.";
  });

  await tell.step("Let a key write", "Permission.READ becomes Permission.READ_WRITE in the code", async () => {
    const file = join(workshop.project, EXAMPLE, "main.ts");
    const code = readFileSync(file, "utf8");
    writeFileSync(file, code.replace("Permission.READ,", "Permission.READ_WRITE,"));
    await tell.succeeds(workshop.cdktf("diff"), "cdktf diff");
    const change = await planned();
    tell.expect("the planned changes", change.changes(), [["cloudcraft_api_key.snapshots", ["update"]]]);
    tell.expect("the attributes that change", change.changedAttributes("cloudcraft_api_key.snapshots"), [
      "permission: read -> read-write",
    ]);
    const text = await workshop.terraform(STACK, "show", "-no-color", "plan");
    tell.show("The plan", text.slice(text.indexOf("  # cloudcraft_api_key")).trimEnd());
    return "The diff shows one update in place: permission: read -> read-write.";
  });

  await tell.step("Review it", "what does it mean for access, and may it pass?", async () => {
    const { code, output } = await workshop.cli("review", "--stack", STACK, "--format", "terminal");
    tell.expect("the exit code of the review", code, 3);
    tell.show("The review", output.trimEnd());
    return "More permission stops the pipeline until somebody approves.";
  });

  await tell.step("Deploy the change", "a key must not change its value when its permission changes", async () => {
    await deploy();
    tell.expect("the permission", (await key("CI snapshots")).permission, "read-write");
    tell.expect("the values of the keys", hidden(await values(), issued), hidden(issued, issued));
    return "The key may write now, and its value is the same: no consumer notices.";
  });

  await tell.step(
    "Somebody edits a key in the web app",
    "the permission is back to read, unknown to the code",
    async () => {
      await remote("PATCH", `apikey/${(await key("CI snapshots")).id}`, { permission: "read" });
      const change = await plan();
      tell.expect("the drift that was found", change.drift(), ["cloudcraft_api_key.snapshots"]);
      tell.expect("the planned changes", change.changes(), [["cloudcraft_api_key.snapshots", ["update"]]]);
      return "The plan shows the drift, and how it would be put right.";
    },
  );

  await tell.step("Apply that plan", "the code says what is right", async () => {
    await workshop.terraform(STACK, "apply", "-input=false", "plan");
    tell.expect("the permission", (await key("CI snapshots")).permission, "read-write");
    return "The key may write again.";
  });

  await tell.step("Somebody deletes a key by hand", "a plan must propose to make it again, not fail", async () => {
    await remote("DELETE", `apikey/${(await key("Inventory pipeline")).id}`);
    tell.expect("the planned changes", (await plan()).changes(), [["cloudcraft_api_key.inventory", ["create"]]]);
    return "The plan proposes to create it again.";
  });

  await tell.step("Destroy", "nothing of ours may stay behind", async () => {
    await tell.succeeds(workshop.cdktf("destroy", "--auto-approve"), "cdktf destroy");
    tell.expect("our keys on the service", await keys(), []);
    return "The service holds none of our keys.";
  });

  await tell.step("Search for secrets", "no key's value may have been printed, by any program", async () => {
    const leaked = [...issued.values(), apiKey].filter((value) => workshop.transcript.includes(value));
    tell.expect("the values that were printed", leaked.length, 0);
    return `${issued.size + 1} values searched for in ${workshop.transcript.length.toLocaleString("en")} characters: none found.`;
  });
}

/** Says whether each value is as it was, since the values themselves are not to be shown. */
function hidden(values: ReadonlyMap<string, string>, before: ReadonlyMap<string, string>): string[] {
  return [...values]
    .map(([address, value]) => `${address}: ${value === before.get(address) ? "as before" : "changed"}`)
    .sort();
}

function isOurs({ name }: Key): boolean {
  return name === "CI snapshots" || name === "Inventory pipeline";
}

async function main(): Promise<number> {
  const terraform = await findTerraform(terraformCommand(process.env));
  if (!terraform) {
    process.stderr.write(
      `The demo drives Terraform, but ${terraformCommand(process.env)} cannot be run. ${HOW_TO_GET_TERRAFORM}\n`,
    );
    return 1;
  }
  const tell = new Narrator(process.stdout);
  const workshop = new Workshop(EXAMPLE);
  let failed = false;
  try {
    tell.title(
      `API keys as code, with ${terraform.version} and the real cdktf program. A minute or two; each step says what it took.`,
    );
    await story(workshop, tell);
    tell.end("That was the whole life of two keys. The code is examples/cdktf/api-keys/main.ts.");
  } catch (error) {
    failed = true;
    tell.fail(error instanceof Mismatch ? error.message : String((error as Error).stack), workshop.folder);
  } finally {
    workshop.close({ keep: failed });
  }
  return failed ? 1 : 0;
}

void main().then((code) => {
  process.exitCode = code;
});
