import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Desk, type Ended } from "../cli/program";
import { type Emulated, emulated } from "../support/emulated";
import { jobOf, stepsOf } from "./workflow-steps";

jest.setTimeout(180_000);

const root = join(__dirname, "../..");
const workflow = (path: string) => readFileSync(join(root, "examples/workflows", path), "utf8");
const MAIN = "examples/cdktf/environments/main.ts";
const MARKER = "<!-- cdktf-cloudcraft review -->";

const READER = "cmVhZGVyLXJlYWRlci1yZWFkZXItcmVhZGVyLTAxMjM=";

/** Stands in for what `npm ci` would install; synthesizing notes which key it could have taken. */
const NPX = `#!/bin/sh
case "$1 $2" in
  "cdktf synth") echo "synth \${CLOUDCRAFT_API_KEY-without a key}" >> "$NOTED"; exec node --import tsx ${MAIN} ;;
  "cdktf-cloudcraft "*) shift; exec node ${join(root, "lib/cli/bin.js")} "$@" ;;
esac
echo "npx $*?" >&2; exit 1
`;
const NPM = `#!/bin/sh\necho "npm \${CLOUDCRAFT_API_KEY-without a key}" >> "$NOTED"\n`;
const DOCKER = '#!/bin/sh\nwhile [ "$1" != sh ]; do shift; done\nexec "$@"\n';

/** Stands in for GitHub's program: keeps one comment, and what was done to it. */
const GH = `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
const path = args.find((arg) => arg.startsWith("repos/"));
const method = args[args.indexOf("--method") + 1];
if (args.includes("--jq")) {
  if (existsSync("comment.md") && args[args.indexOf("--jq") + 1].includes("${MARKER}")) console.log("77");
} else {
  if (method !== "DELETE") writeFileSync("comment.md", readFileSync(args.find((arg) => arg.startsWith("body=@")).slice(6), "utf8"));
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
  const git = "#!/bin/sh\n";
  const programs = { npx: NPX, gh: GH, npm: NPM, docker: DOCKER, git };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(bin, name), text, { mode: 0o755 });
  }
  writeFileSync(join(bin, "cdktf-cloudcraft"), '#!/bin/sh\nexec npx cdktf-cloudcraft "$@"\n', { mode: 0o755 });
  Object.assign(desk.env, {
    PATH: `${bin}:${desk.env.PATH}`,
    NOTED: join(desk.root, "noted"),
    RUNNER_TEMP: desk.folder("temp"),
    CI_PROJECT_DIR: work,
    CLOUDCRAFT_BASE_URL: emulator.url,
  });
  await emulator.control("POST", "apikey", {
    name: "Reader",
    permission: "read",
    creator: "owner@example.com",
    key: READER,
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

/** The code of a branch, and of what was synthesized before, what an artifact carries. */
function checkout(code: string, { artifact }: { readonly artifact: boolean }): void {
  const [work, stacks] = [join(desk.root, "work"), join(desk.root, "work/cdktf.out/stacks")];
  const carried = artifact
    ? readdirSync(stacks).map((stack) => [stack, text(`cdktf.out/stacks/${stack}/cdk.tf.json`)])
    : [];
  rmSync(join(work, "cdktf.out"), { recursive: true, force: true });
  writeFileSync(join(work, MAIN), code);
  for (const [stack = "", json = ""] of carried) {
    mkdirSync(join(stacks, stack), { recursive: true });
    writeFileSync(join(stacks, stack, "cdk.tf.json"), json);
  }
}

const BRANCH = readFileSync(join(root, MAIN), "utf8");

/** Lets the key of dev write. */
const REQUEST = BRANCH.replace(
  'permission: Permission.READ,\n    teams: ["Platform", "Data"],',
  'permission: Permission.READ_WRITE,\n    writesBecause: "it is tried out",\n    teams: ["Platform", "Data"],',
);

/** Which keys the code that was run could have taken; forgets them. */
function noted(): readonly string[] {
  const lines = readFileSync(join(desk.root, "noted"), "utf8").trim().split("\n");
  rmSync(join(desk.root, "noted"));
  return [...new Set(lines)];
}

describe("GitHub Actions", () => {
  const yaml = workflow("github-actions/api-keys.yml");
  const env = { GITHUB_REPOSITORY: "o/r", GITHUB_STEP_SUMMARY: "summary", GITHUB_OUTPUT: "output", NUMBER: "42" };
  const STACKS = /STACKS: (.*)/.exec(yaml)?.[1] ?? "";
  const secretOf = (value: string) =>
    ({ "${{ secrets.CLOUDCRAFT_READ_KEY }}": READER, "${{ secrets.CLOUDCRAFT_API_KEY }}": emulator.apiKey })[value];
  const run = async (job: string, more: Readonly<Record<string, string>> = {}) => {
    for (const step of stepsOf(yaml, job).filter(({ name }) => name !== "Gate")) {
      const own = Object.entries(step.env).flatMap(([name, value]) =>
        secretOf(value) ? [[name, secretOf(value)]] : [],
      );
      await succeeds(step.run, { ...env, STACKS, ...more, ...Object.fromEntries(own) });
    }
  };
  const review = async (code: string) => {
    checkout(code, { artifact: false });
    await run("synthesize");
    checkout(BRANCH, { artifact: true });
    await run("review", { STACKS: "keys-dev" });
  };
  const gate = (approved: string) => {
    const code = /code=(\d)\n$/.exec(text("output"))?.[1] ?? "";
    return shell(stepsOf(yaml, "review").find(({ name }) => name === "Gate")?.run ?? "exit 9", {
      CODE: code,
      APPROVED: approved,
    });
  };

  test("the main branch is applied, stack by stack, down to the stack that uses the keys", async () => {
    checkout(BRANCH, { artifact: false });
    await run("apply");
    expect(noted()).toEqual(["npm without a key", "synth without a key"]);
    expect(await keys()).toEqual(["export-dev read", "export-prod read-write", "export-stage read"]);
    expect(text("summary")).toContain("exception to MaximumPermission: `it stores each export's snapshot`");
    expect(text("summary")).toContain("value goes to: the output");
  });

  test("a pull request gets one comment, and a gate that a label opens", async () => {
    await review(BRANCH);
    expect(text("comment.md")).toContain("Nothing changes about access");
    expect((await gate("false")).code).toBe(0);

    await review(REQUEST);
    expect(text("comment.md").startsWith(MARKER)).toBe(true);
    expect(text("comment.md")).toContain("permission: `read` → `read-write`");
    expect(text("comment.md")).toContain("`it is tried out`");
    expect(
      text("calls")
        .split("\n")
        .filter((call) => !call.startsWith("DELETE"))
        .join("\n"),
    ).toBe("POST repos/o/r/issues/42/comments\nPATCH repos/o/r/issues/comments/77\n");
    expect(text("calls")).toContain("DELETE repos/o/r/issues/42/labels/access-approved\n");
    expect(noted()).toEqual(["npm without a key", "synth without a key"]);
    expect(await gate("false")).toMatchObject({ code: 1, stdout: expect.stringContaining("access-approved") });
    expect((await gate("true")).code).toBe(0);
    expect(await keys()).toContain("export-dev read");
  });

  test("a preview environment gets a key, and loses it", async () => {
    checkout(BRANCH, { artifact: false });
    await run("preview", { PREVIEW: "pr-42" });
    expect(await keys()).toContain("export-preview-pr-42 read");
    await run("remove-preview", { PREVIEW: "pr-42" });
    expect(await keys()).toHaveLength(3);
    expect(noted()).toEqual(["npm without a key", "synth without a key"]);
  });

  test("no job has a secret but for single steps, and none but the main branch's and the preview's has the Owner's key", () => {
    expect(yaml.split("\n").filter((line) => line.includes("secrets.") && !/^ {10}/.test(line))).toEqual([]);
    for (const job of ["synthesize", "review"]) {
      for (const step of stepsOf(yaml, job)) expect(Object.values(step.env).join()).not.toContain("CLOUDCRAFT_API_KEY");
    }
    for (const job of ["review", "preview", "remove-preview"]) {
      expect(jobOf(yaml, job)).toContain(`ref: \${{ github.event.pull_request.base.sha }}`);
    }
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
    const yaml = workflow("gitlab-ci/.gitlab-ci.yml");
    const scriptOf = (job: string) => stepsOf(yaml, job).map(({ run }) => run);
    expect(scriptOf("synthesize")).toHaveLength(2);
    expect(scriptOf("review")).toHaveLength(7);
    expect(jobOf(yaml, "synthesize")).not.toContain("environment");
    checkout(REQUEST, { artifact: false });
    await succeeds(scriptOf("synthesize").join("\n"));
    expect(noted()).toEqual(["npm without a key", "synth without a key"]);
    const env = {
      CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      CI_PROJECT_ID: "1",
      CI_MERGE_REQUEST_IID: "2",
      GITLAB_TOKEN: "glpat",
      STACKS: "keys-dev",
      CLOUDCRAFT_API_KEY: READER,
    };
    const review = (CI_MERGE_REQUEST_LABELS: string) => {
      checkout(BRANCH, { artifact: true });
      return shell(scriptOf("review").join("\n"), { ...env, CI_MERGE_REQUEST_LABELS });
    };
    expect(await review("")).toMatchObject({ code: 1, stdout: expect.stringContaining("access-approved") });
    expect((await review("x,access-approved")).code).toBe(0);
    expect(notes).toEqual([{ id: 5, body: expect.stringContaining("permission: `read` → `read-write`") }]);
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
  checkout(REQUEST, { artifact: false });
  rmSync(desk.env.NOTED ?? "", { force: true });
  await succeeds(hook?.run ?? "exit 9");
  expect(noted()).toEqual(["npm without a key", "synth without a key"]);
  for (const [, folder = ""] of workflow("atlantis/atlantis.yaml").matchAll(/dir: (.*)/g)) {
    expect(readdirSync(join(desk.root, "work", folder))).toEqual(["cdk.tf.json"]);
    expect(text(`${folder}/cdk.tf.json`)).toContain("cloudcraft_api_key");
  }
  const stdout = await succeeds(
    `cd cdktf.out/stacks/keys-dev\nterraform init -input=false\nterraform plan -input=false -out="$PLANFILE"\n${step?.run}`,
    {
      PLANFILE: join(desk.root, "work/x.tfplan"),
      CLOUDCRAFT_API_KEY: READER,
      TF_CLI_CONFIG_FILE: join(desk.root, "work/.terraform.rc"),
    },
  );
  expect(stdout.slice(stdout.indexOf(MARKER))).toContain("permission: `read` → `read-write`");
});

test("nothing that was said holds a secret", () => {
  const state = readFileSync(join(desk.root, "work/terraform.keys-dev.tfstate"), "utf8");
  const values = [...state.matchAll(/"key": "([^"]+)"/g)].map(([, value]) => value ?? "");
  expect(values).toHaveLength(1);
  for (const shown of [said, text("comment.md"), text("summary")]) {
    for (const value of [...values, emulator.apiKey, READER]) expect(shown.includes(value)).toBe(false);
  }
  rmSync(join(desk.root, "work/review.md"));
});
