import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Desk, type Ended } from "../cli/program";
import { type Emulated, emulated } from "../support/emulated";
import { stepsOf } from "./workflow-steps";

jest.setTimeout(180_000);

const root = join(__dirname, "../..");
const workflow = (path: string) => readFileSync(join(root, "examples/workflows", path), "utf8");
const MAIN = "examples/cdktf/environments/main.ts";
const MARKER = "<!-- cdktf-cloudcraft review -->";

/** Stands in for what `npm ci` would install. */
const NPX = `#!/bin/sh
case "$1 $2" in
  "cdktf synth") cd "$PROJECT" && exec node --import tsx ${MAIN} ;;
  "cdktf-cloudcraft "*) shift; exec node ${join(root, "lib/cli/bin.js")} "$@" ;;
esac
echo "npx $*?" >&2; exit 1
`;

/** Stands in for GitHub's program: keeps one comment, and what was done to it. */
const GH = `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
const path = args.find((arg) => arg.startsWith("repos/"));
const method = args[args.indexOf("--method") + 1];
if (args.includes("--jq")) {
  if (existsSync("comment.md") && args[args.indexOf("--jq") + 1].includes("${MARKER}")) console.log("77");
} else {
  const body = readFileSync(args.find((arg) => arg.startsWith("body=@")).slice(6), "utf8");
  writeFileSync("comment.md", body);
  appendFileSync("calls", method + " " + path + "\\n");
}
`;

let desk: Desk;
let emulator: Emulated;
let said: string;
beforeAll(async () => {
  desk = new Desk();
  said = "";
  emulator = await emulated();
  const work = join(desk.root, "work");
  cpSync(join(root, "examples/cdktf/environments"), join(work, "examples/cdktf/environments"), { recursive: true });
  mkdirSync(join(work, "node_modules"));
  for (const name of ["cdktf", "constructs", "tsx"]) {
    symlinkSync(join(root, "node_modules", name), join(work, "node_modules", name));
  }
  symlinkSync(root, join(work, "node_modules/cdktf-cloudcraft"));
  const bin = desk.folder("bin");
  for (const [name, text] of Object.entries({ npx: NPX, gh: GH, npm: "#!/bin/sh\n" })) {
    writeFileSync(join(bin, name), text, { mode: 0o755 });
  }
  Object.assign(desk.env, {
    PATH: `${bin}:${desk.env.PATH}`,
    PROJECT: work,
    CLOUDCRAFT_BASE_URL: emulator.url,
    CLOUDCRAFT_API_KEY: emulator.apiKey,
  });
});
afterAll(async () => {
  await desk.clear();
  await emulator.close();
});

async function shell(script: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const set = Object.entries(env).map(([name, value]) => `export ${name}='${value}'\n`);
  const ended = await desk.run("bash", "-e", "-c", set.join("") + script);
  said += ended.stdout + ended.stderr;
  return ended;
}

async function succeeds(script: string, env?: Readonly<Record<string, string>>): Promise<string> {
  const { code, stdout, stderr } = await shell(script, env);
  if (code !== 0) throw new Error(`Exit code ${code} of\n${script}\n${stdout}\n${stderr}`);
  return stdout;
}

const text = (name: string) => readFileSync(join(desk.root, "work", name), "utf8");
const keys = async () =>
  (await emulator.state()).apiKeys
    .filter(({ name }) => name.startsWith("export-"))
    .map(({ name, permission }) => `${name} ${permission}`)
    .sort();

function edit(from: string, to: string): void {
  const file = join(desk.root, "work", MAIN);
  writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
}

/** Lets the key of dev write. */
const letWrite = () =>
  edit(
    'permission: Permission.READ,\n    teams: ["Platform", "Data"],',
    'permission: Permission.READ_WRITE,\n    writesBecause: "it is tried out",\n    teams: ["Platform", "Data"],',
  );

describe("GitHub Actions", () => {
  const yaml = workflow("github-actions/api-keys.yml");
  const env = { GITHUB_REPOSITORY: "o/r", GITHUB_STEP_SUMMARY: "summary", GITHUB_OUTPUT: "output", NUMBER: "42" };
  const STACKS = /STACKS: (.*)/.exec(yaml)?.[1] ?? "";
  const run = (job: string, more: Readonly<Record<string, string>> = {}) =>
    succeeds(
      stepsOf(yaml, job)
        .filter(({ name }) => name !== "Gate")
        .map(({ run }) => run)
        .join("\n"),
      { ...env, STACKS, ...more },
    );
  const gate = (approved: string) => {
    const code = /code=(\d)\n$/.exec(text("output"))?.[1] ?? "";
    return shell(stepsOf(yaml, "review").find(({ name }) => name === "Gate")?.run ?? "exit 9", {
      CODE: code,
      APPROVED: approved,
    });
  };

  test("the main branch is applied, stack by stack, down to the stack that uses the keys", async () => {
    await run("apply");
    expect(await keys()).toEqual(["export-dev read", "export-prod read-write", "export-stage read"]);
    expect(text("summary")).toContain("exception to MaximumPermission: `it stores each export's snapshot`");
    expect(text("summary")).toContain("value goes to: the output");
  });

  test("a pull request gets one comment, and a gate that a label opens", async () => {
    await run("review", { STACKS: "keys-dev" });
    expect(text("comment.md")).toContain("Nothing changes about access");
    expect((await gate("false")).code).toBe(0);

    letWrite();
    await run("review", { STACKS: "keys-dev" });
    expect(text("comment.md").startsWith(MARKER)).toBe(true);
    expect(text("comment.md")).toContain("may: `read` → `read-write`");
    expect(text("comment.md")).toContain("`it is tried out`");
    expect(text("calls")).toBe("POST repos/o/r/issues/42/comments\nPATCH repos/o/r/issues/comments/77\n");
    expect(await gate("false")).toMatchObject({ code: 1, stdout: expect.stringContaining("access-approved") });
    expect((await gate("true")).code).toBe(0);
    expect(await keys()).toContain("export-dev read");
  });

  test("a preview environment gets a key, and loses it", async () => {
    await run("preview", { PREVIEW: "pr-42" });
    expect(await keys()).toContain("export-preview-pr-42 read");
    await run("remove-preview", { PREVIEW: "pr-42" });
    expect(await keys()).toHaveLength(3);
  });
});

test("GitLab CI: a merge request gets one note, and a gate that a label opens", async () => {
  const calls: string[] = [];
  const notes: { id: number; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = new URLSearchParams(Buffer.concat(chunks).toString()).get("body") ?? "";
      calls.push(`${request.method} ${request.url} ${request.headers["private-token"]}`);
      if (request.method === "POST") notes.push({ id: 5, body });
      if (request.method === "PUT") notes[0] = { id: 5, body };
      response.end(JSON.stringify(notes));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  try {
    const script = stepsOf(workflow("gitlab-ci/.gitlab-ci.yml"), "review").map(({ run }) => run);
    expect(script).toHaveLength(6);
    const env = {
      CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      CI_PROJECT_ID: "1",
      CI_MERGE_REQUEST_IID: "2",
      GITLAB_TOKEN: "glpat",
      STACKS: "keys-dev",
    };
    const review = (CI_MERGE_REQUEST_LABELS: string) => shell(script.join("\n"), { ...env, CI_MERGE_REQUEST_LABELS });
    expect(await review("")).toMatchObject({ code: 1, stdout: expect.stringContaining("access-approved") });
    expect((await review("x,access-approved")).code).toBe(0);
    expect(notes).toEqual([{ id: 5, body: expect.stringContaining("may: `read` → `read-write`") }]);
    expect(calls.filter((call) => !call.startsWith("GET"))).toEqual([
      "POST /projects/1/merge_requests/2/notes glpat",
      "PUT /projects/1/merge_requests/2/notes/5 glpat",
    ]);
  } finally {
    server.close();
  }
});

test("Atlantis: the review follows the plan, in the folder of the stack", async () => {
  const yaml = workflow("atlantis/repos.yaml");
  const [hook] = stepsOf(yaml, "repos");
  const [step] = stepsOf(yaml, "api-keys");
  await succeeds(hook?.run ?? "exit 9");
  for (const [, folder = ""] of workflow("atlantis/atlantis.yaml").matchAll(/dir: (.*)/g)) {
    expect(readFileSync(join(desk.root, "work", folder, "cdk.tf.json"), "utf8")).toContain("cloudcraft_api_key");
  }
  const stdout = await succeeds(
    `cd cdktf.out/stacks/keys-dev\nterraform init -input=false\nterraform plan -input=false -out="$PLANFILE"\n${step?.run}`,
    { PLANFILE: join(desk.root, "work/x.tfplan") },
  );
  expect(stdout.slice(stdout.indexOf(MARKER))).toContain("may: `read` → `read-write`");
});

test("nothing that was said holds a secret", () => {
  const state = readFileSync(join(desk.root, "work/terraform.keys-dev.tfstate"), "utf8");
  const values = [...state.matchAll(/"key": "([^"]+)"/g)].map(([, value]) => value ?? "");
  expect(values).toHaveLength(1);
  for (const shown of [said, text("comment.md"), text("summary")]) {
    for (const value of [...values, emulator.apiKey]) expect(shown.includes(value)).toBe(false);
  }
  rmSync(join(desk.root, "work/review.md"));
});
