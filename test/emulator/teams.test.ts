import { caller, each, emulate } from "./caller";
import { customerIds, organisation, teamIds } from "./organisation";

describe("GET /team", () => {
  test("lists visible teams to everyone, and secret ones to members and the owner", async () => {
    const emulator = await emulate({ seed: organisation });
    const names = async (key: string) => each((await caller(emulator, key)("GET", "/team")).body, "name");
    expect(await names("owner-key")).toEqual(["Platform", "Secret", "Security"]);
    expect(await names("ada-key")).toEqual(["Platform", "Secret"]);
    expect(await names("uma-key")).toEqual(["Platform"]);
    expect(await names("sam-key")).toEqual(["Platform", "Secret", "Security"]);
    expect(await names("rita-key")).toEqual(["Foreign"]);
  });

  test("shows a team with the caller's role and its members, implicit ones too", async () => {
    const emulator = await emulate({ seed: organisation, now: () => Date.UTC(2030, 0, 1) });
    const { body } = await caller(emulator, "bob-key")("GET", "/team");
    const member = { id: expect.any(String), userId: expect.any(String), mfaEnabled: false };
    expect(body).toEqual([
      {
        id: teamIds.platform,
        name: "Platform",
        visible: true,
        crossOrganizational: false,
        customerId: customerIds.acme,
        externalSharing: false,
        role: "admin",
        createdAt: "2030-01-01T00:00:00.000Z",
        updatedAt: "2030-01-01T00:00:00.000Z",
        members: [
          { ...member, role: "admin", name: "Bob", email: "bob@acme.example" },
          { ...member, role: "owner", name: "Sam", email: "sam@acme.example" },
        ],
      },
    ]);
  });

  test("an explicit role in a team wins over the one from a cross-organizational team", async () => {
    const users = [{ name: "O", email: "o@x.example", role: "owner" }] as const;
    const teams = [
      { name: "All", crossOrganizational: true, members: [{ user: "o@x.example", role: "owner" }] },
      { name: "One", members: [{ user: "o@x.example", role: "user" }] },
      { name: "Two" },
    ] as const;
    const { body } = await caller(await emulate({ seed: { users, teams } }))("GET", "/team");
    expect(each(body, "role")).toEqual(["owner", "user", "owner"]);
    expect(each(body, "members").map((members) => (members as unknown[]).length)).toEqual([1, 1, 1]);
  });

  test("to one who is no member, the role is the one in the organisation", async () => {
    const emulator = await emulate({ seed: organisation });
    expect(each((await caller(emulator, "owner-key")("GET", "/team")).body, "role")).toEqual([
      "owner",
      "owner",
      "owner",
    ]);
    expect(each((await caller(emulator, "uma-key")("GET", "/team")).body, "role")).toEqual(["user"]);
  });

  test("cross-organizational teams add nobody to each other, nor to teams of another organisation", async () => {
    const users = [
      { name: "O", email: "o@x.example", role: "owner" },
      { name: "P", email: "p@x.example", role: "user" },
      { name: "Q", email: "q@y.example", role: "user", customer: "Y" },
    ] as const;
    const all = { crossOrganizational: true };
    const teams = [
      { ...all, name: "One", members: [{ user: "o@x.example" }] },
      { ...all, name: "Two", members: [{ user: "p@x.example" }] },
      { ...all, name: "Three", customer: "Y", members: [{ user: "q@y.example" }] },
      { name: "Four" },
    ];
    const seed = { customers: [{ name: "X" }, { name: "Y" }], users, teams };
    const { body } = await caller(await emulate({ seed }))("GET", "/team");
    const members = Array.isArray(body) ? body.map((team) => [team.name, each(team.members, "name")]) : [];
    expect(members).toEqual([
      ["One", ["O"]],
      ["Two", ["P"]],
      ["Four", ["O", "P"]],
    ]);
  });

  test("comes as an array, wrapped, or as one object", async () => {
    const shapes = new Map<string, unknown>();
    for (const teamShape of ["array", "wrapped", "object"] as const) {
      shapes.set(teamShape, (await caller(await emulate({ teamShape }))("GET", "/team")).body);
    }
    const [platform, data] = [expect.objectContaining({ name: "Platform" }), expect.objectContaining({ name: "Data" })];
    expect(shapes.get("array")).toEqual([platform, data]);
    expect(shapes.get("wrapped")).toEqual({ teams: [platform, data] });
    expect(shapes.get("object")).toEqual(platform);
  });

  test("as one object where there is no team, is answered 404", async () => {
    const seed = { users: [{ name: "O", email: "o@x.example", role: "owner" }] } as const;
    const call = caller(await emulate({ seed, teamShape: "object" }));
    expect(await call("GET", "/team")).toMatchObject({ status: 404, body: { error: "Team not found" } });
  });
});

describe("GET /user/me", () => {
  test("is the user whom the key acts as", async () => {
    const emulator = await emulate({ seed: organisation, now: () => Date.UTC(2030, 0, 1) });
    const date = "2030-01-01T00:00:00.000Z";
    expect((await caller(emulator, "uma-key")("GET", "/user/me")).body).toEqual({
      id: expect.any(String),
      name: "Uma",
      email: "uma@acme.example",
      settings: {},
      createdAt: date,
      updatedAt: date,
      accessedAt: date,
    });
  });
});
