import { caller, each, emulate } from "./caller";
import { customerIds, organisation, teamIds } from "./organisation";

const forbidden = {
  error: "API key does not have sufficient permissions",
  reason: "insufficient_privileges",
  code: 403,
};

/** An emulator of the two organisations with a key of Ada's, shared as asked. */
async function withKeyOfAda(lists: { readAccess?: string[]; writeAccess?: string[] }) {
  const emulator = await emulate({ seed: organisation });
  const created = await caller(emulator, "ada-key")("POST", "/apikey", {
    name: "Shared",
    permission: "read",
    ...lists,
  });
  const path = `/apikey/${created.body.id}`;
  const sees = async (key: string) => {
    const call = caller(emulator, key);
    const listed = each((await call("GET", "/apikey")).body.apiKeys, "name").includes("Shared");
    expect((await call("GET", path)).status).toBe(listed ? 200 : 404);
    return listed;
  };
  const change = async (key: string) => (await caller(emulator, key)("PUT", path, { name: "Shared" })).status;
  return { emulator, path, sees, change };
}

describe("who may manage keys", () => {
  test("a read key of an administrator may look, and change nothing", async () => {
    const { emulator, path } = await withKeyOfAda({});
    const call = caller(emulator, "ada-read-key");
    expect(await call("GET", path)).toMatchObject({ status: 200 });
    expect(await call("POST", "/apikey", { name: "a", permission: "read" })).toMatchObject({ body: forbidden });
    expect(await call("PUT", path, { name: "b" })).toMatchObject({ status: 403, body: forbidden });
    expect(await call("DELETE", path)).toMatchObject({ status: 403, body: forbidden });
  });

  test("a plain user may look, and change nothing even with a read-write key and shared write access", async () => {
    const customer = [`customer/${customerIds.acme}`];
    const { emulator, path, sees } = await withKeyOfAda({ readAccess: customer, writeAccess: customer });
    expect(await sees("uma-key")).toBe(true);
    const call = caller(emulator, "uma-key");
    expect(await call("POST", "/apikey", { name: "a", permission: "read" })).toMatchObject({ body: forbidden });
    expect(await call("PUT", path, { name: "b" })).toMatchObject({ status: 403, body: forbidden });
    expect(await call("DELETE", path)).toMatchObject({ status: 403, body: forbidden });
  });

  test("a refusal for want of rights comes before one for what was sent", async () => {
    const { emulator, path } = await withKeyOfAda({});
    const call = caller(emulator, "ada-read-key");
    expect(await call("POST", "/apikey", { name: "" })).toMatchObject({ status: 403 });
    expect(await call("PUT", path, { name: "" })).toMatchObject({ status: 403 });
  });
});

describe("whose keys one sees and changes", () => {
  test("a key that is not shared is its creator's and the owner's", async () => {
    const { sees, change } = await withKeyOfAda({});
    expect(await sees("ada-key")).toBe(true);
    expect(await sees("owner-key")).toBe(true);
    expect(await sees("bob-key")).toBe(false);
    expect(await sees("rita-key")).toBe(false);
    expect(await change("ada-key")).toBe(200);
    expect(await change("owner-key")).toBe(200);
    expect(await change("bob-key")).toBe(404);
    expect(await change("rita-key")).toBe(404);
  });

  test("readAccess of a team lets its members see, and not change", async () => {
    const { emulator, path, sees, change } = await withKeyOfAda({ readAccess: [`team/${teamIds.platform}`] });
    expect(await sees("bob-key")).toBe(true);
    expect(await sees("uma-key")).toBe(false);
    expect(await change("bob-key")).toBe(403);
    expect(await caller(emulator, "bob-key")("DELETE", path)).toMatchObject({ status: 403, body: forbidden });
  });

  test("writeAccess is looked at for itself: it lets members change, and does not show the key", async () => {
    const { emulator, path, sees, change } = await withKeyOfAda({ writeAccess: [`team/${teamIds.platform}`] });
    expect(await sees("bob-key")).toBe(false);
    expect(await change("bob-key")).toBe(200);
    expect(await caller(emulator, "bob-key")("DELETE", path)).toMatchObject({ status: 204 });
    expect(await sees("ada-key")).toBe(false);
  });

  test("a team that is named in capitals is the same team", async () => {
    const { sees } = await withKeyOfAda({ readAccess: [`team/${teamIds.platform}`.toUpperCase()] });
    expect(await sees("bob-key")).toBe(true);
  });

  test("a customer's entry shares with everyone of that organisation, and no other", async () => {
    const { sees, change } = await withKeyOfAda({
      readAccess: [`customer/${customerIds.acme}`, `customer/${customerIds.rival}`],
      writeAccess: [`customer/${customerIds.acme}`],
    });
    expect(await sees("bob-key")).toBe(true);
    expect(await sees("uma-key")).toBe(true);
    expect(await sees("rita-key")).toBe(false);
    expect(await change("bob-key")).toBe(200);
    expect(await change("rita-key")).toBe(404);
  });

  test("members of a cross-organizational team belong to every other team", async () => {
    const platform = await withKeyOfAda({ readAccess: [`team/${teamIds.platform}`] });
    expect(await platform.sees("sam-key")).toBe(true);
    const security = await withKeyOfAda({ readAccess: [`team/${teamIds.security}`] });
    expect(await security.sees("sam-key")).toBe(true);
    expect(await security.sees("bob-key")).toBe(false);
  });

  test("a team of another organisation shares nothing, even with a member from here", async () => {
    const { sees } = await withKeyOfAda({ readAccess: [`team/${teamIds.foreign}`] });
    expect(await sees("bob-key")).toBe(false);
    expect(await sees("rita-key")).toBe(false);
  });

  test("a team that does not exist shares nothing", async () => {
    const { sees } = await withKeyOfAda({ readAccess: ["team/00000000-0000-4000-8000-000000000000"] });
    expect(await sees("bob-key")).toBe(false);
  });
});
