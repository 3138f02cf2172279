import { type Emulated, emulated } from "../support/emulated";
import { Desk } from "./program";

const PLATFORM = "11111111-1111-4111-8111-111111111111";
const SNAPSHOTS = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa";
const OWNER = "b2xpdmlhLW9saXZpYS1vbGl2aWEtb2xpdmlhLTAxMjM=";
const VALUE = "c25hcHNob3RzLXNuYXBzaG90cy1zbmFwc2hvdHMtMDE=";
const DAY_MS = 86_400_000;

let desk: Desk;
let emulator: Emulated;
beforeEach(async () => {
  desk = new Desk();
  const olivia = { name: "Olivia", email: "olivia@example.com", role: "owner" } as const;
  const readAccess = [`team/${PLATFORM}`];
  emulator = await emulated({
    apiKey: OWNER,
    now: () => Date.now() - 100 * DAY_MS,
    seed: {
      users: [olivia],
      teams: [{ id: PLATFORM, name: "Plat\nform", members: [{ user: olivia.email }] }],
      apiKeys: [
        { id: SNAPSHOTS, name: "Snap\tshots", permission: "read", creator: olivia.email, key: VALUE, readAccess },
      ],
    },
  });
  Object.assign(desk.env, { CLOUDCRAFT_API_KEY: OWNER, CLOUDCRAFT_BASE_URL: emulator.url });
});
afterEach(async () => {
  await desk.clear();
  await emulator.close();
});

/** The cells of the table, without its head. */
async function rows(...parameters: readonly string[]): Promise<string[][]> {
  const { code, stdout, stderr } = await desk.cli("keys", ...parameters);
  expect([code, stderr]).toEqual([0, ""]);
  for (const value of [OWNER, VALUE]) expect(stdout.includes(value)).toBe(false);
  return stdout
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(/ {2,}/));
}

test("keys is a table of who may see and do what, with the names of teams, that no name can break", async () => {
  const [owner, snapshots, ...more] = await rows();
  expect(owner?.slice(0, 3)).toEqual(["Key of Olivia", "read-write", "100 d"]);
  expect(snapshots).toEqual(["Snap\\tshots", "read", "100 d", "never", "Plat\\nform", "-", "c25", SNAPSHOTS]);
  expect(more).toEqual([]);
});

test.each([
  [["--name", "Snap*"], 1],
  [["--name", "snap"], 0],
  [["--permission", "read-write"], 1],
  [["--team", PLATFORM], 1],
  [["--team", "Plat\nform"], 1],
  [["--older-than", "99d"], 2],
  [["--older-than", "101d"], 0],
  [["--never-used", "--permission", "read-write"], 0],
] as const)("keys %j shows %i of them", async (parameters, count) => {
  expect(await rows(...parameters)).toHaveLength(count);
});

test("keys --state tells which are managed, by a state file or what terraform show says", async () => {
  const resource = { type: "cloudcraft_api_key", mode: "managed" };
  const ids = { id: SNAPSHOTS, key: VALUE };
  const documents = [
    { version: 4, resources: [{ ...resource, instances: [{ attributes: ids }] }] },
    {
      format_version: "1.0",
      values: { root_module: { child_modules: [{ resources: [{ ...resource, values: ids }] }] } },
    },
  ];
  for (const document of documents) {
    desk.file("state.json", JSON.stringify(document));
    expect((await rows("--state", "state.json")).map((cells) => cells.at(-1))).toEqual(["no", "yes"]);
  }
});

test("keys --json is for programs", async () => {
  const { stdout } = await desk.cli("keys", "--json", "--name", "Snap*");
  expect(JSON.parse(stdout)).toEqual([
    expect.objectContaining({ id: SNAPSHOTS, name: "Snap\tshots", lastUsedAt: null }),
  ]);
  expect(stdout.includes(VALUE)).toBe(false);
});

test.each([
  [["--older-than", "soon"], '"90d"'],
  [["--team", "Platform"], `no team is named "Platform"\n  The teams in sight are: "Plat\\nform" (${PLATFORM})`],
  [["--permission", "write"], "read, read-write"],
  [["--state", "nowhere.json"], "ENOENT"],
  [["--state", "secret.json"], "it is not JSON"],
])("keys %j is not understood: exit code 2, and why", async (parameters, why) => {
  desk.file("secret.json", "hush-hush");
  const { code, stdout, stderr } = await desk.cli("keys", ...parameters);
  expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(why)]);
  expect(stderr).not.toContain("hush");
});

test.each([
  [["--api-keys-path", "/nowhere"], "This service has no endpoint for API keys"],
  [["--api-keys-path", "nowhere"], "must be a plain path"],
  [["--api-key-file", "nowhere"], "cannot be read"],
])("keys %j fails with the reason", async (parameters, why) => {
  const { code, stdout, stderr } = await desk.cli("keys", ...parameters);
  expect([code, stdout, stderr]).toEqual([1, "", expect.stringContaining(why)]);
});
