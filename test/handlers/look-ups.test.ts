import { apiKeys, team, teams, user } from "../../src/handlers";
import { awsAccount } from "../../src/handlers/aws-account";
import { awsIamParameters } from "../../src/handlers/aws-iam-parameters";
import { validate } from "../../src/schema";
import { apiFor, contextFor, type Emulated, emulated } from "../support/emulated";
import { VirtualTime } from "../support/virtual-time";

let emulator: Emulated;
beforeEach(async () => {
  emulator = await emulated({
    seed: {
      users: [{ name: "Olivia", email: "olivia@example.com", role: "owner" }],
      teams: ["Platform", "Data", "Data"].map((name) => ({ name, members: [{ user: "olivia@example.com" }] })),
    },
  });
});
afterEach(() => emulator.close());

const context = () => contextFor(apiFor(emulator).api).context;

test("a team is found by its name, with its entry for access lists and its members", async () => {
  const found = await team.read({ name: "Platform" }, context());
  expect(found.acl).toBe(`team/${found.id}`);
  expect(found.members).toMatchObject([{ email: "olivia@example.com" }]);
});

test("a team is found by its id, in whatever case it is written", async () => {
  const { id } = await team.read({ name: "Platform" }, context());
  expect(await team.read({ id: id.toUpperCase() }, context())).toMatchObject({
    id: id.toUpperCase(),
    name: "Platform",
  });
});

test("a name is the same whether its characters are composed or in parts", async () => {
  const creator = "olivia@example.com";
  const [composed, parts] = ["\u00c9quipe", "E\u0301quipe"];
  await emulator.control("POST", "team", { name: parts, members: [{ user: creator }] });
  await emulator.control("POST", "apikey", { name: parts, permission: "read", creator });
  expect((await team.read({ name: composed }, context())).name).toBe(composed);
  expect((await apiKeys.read({ name: `${composed.slice(0, 3)}*` }, context())).keys).toHaveLength(1);
});

test("an unknown name lists the candidates", async () => {
  await expect(team.read({ name: "platform" }, context())).rejects.toMatchObject({
    kind: "team_not_found",
    detail: expect.stringContaining('"Platform"'),
    path: ["name"],
  });
});

test("an ambiguous name lists the candidates with their ids", async () => {
  const ids = (await emulator.state()).teams.filter(({ name }) => name === "Data").map(({ id }) => id);
  const error = await team.read({ name: "Data" }, context()).catch((thrown: Error) => thrown);
  expect(error).toMatchObject({ kind: "ambiguous_team" });
  for (const id of ids) expect((error as Error).message).toContain(id);
});

test("exactly one of name and id is asked for", () => {
  expect(validate(team, {})).toHaveLength(1);
  expect(validate(team, { name: "a", id: "11111111-1111-4111-8111-111111111111" })).toHaveLength(1);
  expect(validate(team, { name: "a" })).toEqual([]);
});

test("all teams are listed by name", async () => {
  expect((await teams.read({}, context())).teams.map(({ name }) => name)).toEqual(["Data", "Data", "Platform"]);
});

test("an IAM role can trust Cloudcraft before the account is added, which has the same external id", async () => {
  const parameters = await awsIamParameters.read({}, context());
  expect(parameters.accountId).toMatch(/^\d{12}$/);
  expect(parameters.awsConsoleUrl).toContain(parameters.externalId);
  const roleArn = "arn:aws:iam::123456789012:role/cloudcraft";
  const { externalId } = await awsAccount.create({ name: "Production", roleArn }, context());
  expect(externalId).toBe(parameters.externalId);
});

test("the user is the one whom the key acts as", async () => {
  expect(await user.read({}, context())).toMatchObject({ email: "olivia@example.com" });
});

describe("keys", () => {
  const TEAM = "11111111-1111-4111-8111-111111111111";

  async function named(filter: Parameters<typeof apiKeys.read>[0]) {
    return (await apiKeys.read(filter, context())).keys.map(({ name }) => name);
  }

  beforeEach(async () => {
    for (const [name, permission, readAccess] of [
      ["CI nightly", "read", [`team/${TEAM}`]],
      ["CI (weekly)", "read-write", []],
      ["other", "read", []],
    ] as const) {
      await emulator.control("POST", "apikey", { name, permission, readAccess, creator: "olivia@example.com" });
    }
  });

  test("that are unfinished are not listed: they are nobody's to use", async () => {
    const name = "[unfinished 0123456789ab] CI";
    await emulator.control("POST", "apikey", { name, permission: "read", creator: "olivia@example.com" });
    expect(await named({ name: "*CI*" })).not.toContain(name);
  });

  test("are listed by name, without their values", async () => {
    const { keys } = await apiKeys.read({ name: "CI nightly" }, context());
    expect(keys).toEqual([
      {
        id: expect.any(String),
        name: "CI nightly",
        permission: "read",
        readAccess: [`team/${TEAM}`],
        writeAccess: undefined,
        hint: expect.any(String),
        creatorId: expect.any(String),
        createdAt: expect.any(String),
        updatedAt: expect.any(String),
      },
    ]);
  });

  test("are filtered by a pattern of the name, in which only the asterisk is special", async () => {
    expect(await named({ name: "CI*" })).toEqual(["CI (weekly)", "CI nightly"]);
    expect(await named({ name: "*(weekly)" })).toEqual(["CI (weekly)"]);
    expect(await named({ name: "CI" })).toEqual([]);
  });

  test("are filtered by permission, team, and use", async () => {
    expect(await named({ name: "CI*", permission: "read-write" })).toEqual(["CI (weekly)"]);
    expect(await named({ team: TEAM.toUpperCase() })).toEqual(["CI nightly"]);
    expect(await named({ neverUsed: true })).toEqual(["CI (weekly)", "CI nightly", "other"]);
    expect(await named({ neverUsed: false })).not.toContain("other");
  });

  test("are filtered by age", async () => {
    const later = (days: number) => new VirtualTime(Date.now() + days * 86_400_000).clock();
    const { api } = apiFor(emulator);
    const old = async (days: number) =>
      (await apiKeys.read({ olderThan: "90d", name: "other" }, contextFor(api, { clock: later(days) }).context)).keys;
    expect(await old(89)).toHaveLength(0);
    expect(await old(91)).toHaveLength(1);
  });

  test("filters are validated", () => {
    expect(validate(apiKeys, { olderThan: "old", team: "Platform", permission: "write" })).toHaveLength(3);
  });
});
