import { resources } from "../../src/handlers";
import { azureAccount } from "../../src/handlers/azure-account";
import { apiFor, contextFor, type Emulated, emulatedInVirtualTime } from "../support/emulated";

const SECRET = "abc~the-first-secret";
const NEXT = "xyz~the-next-secret";
const id = "10000000-0000-4000-8000-000000000000";
const input = {
  name: "Production",
  subscriptionId: id,
  directoryId: id,
  applicationId: id,
  clientSecretWo: SECRET,
  clientSecretWoVersion: 1,
};

const running: Emulated[] = [];
afterEach(async () => {
  for (const emulator of running.splice(0)) await emulator.close();
});

async function world(echoesAzureSecret = true) {
  const emulator = await emulatedInVirtualTime({ echoesAzureSecret });
  running.push(emulator);
  const start = () => contextFor(apiFor(emulator).api);
  const hint = async () => {
    const state = (await emulator.control("GET", "state")) as { azureAccounts: { hint: string }[] };
    return state.azureAccounts[0]?.hint;
  };
  return { emulator, start, hint };
}

test("it is one of the provider's resources", () => {
  expect(resources).toContain(azureAccount);
});

test.each([true, false])(
  "the state has the secret's first characters only; the answer echoes it: %s",
  async (echoes) => {
    const { start, hint } = await world(echoes);
    const state = await azureAccount.create(input, start().context);
    expect(await hint()).toBe("abc");
    expect(state).toMatchObject({ hint: "abc", secretChanged: false, clientSecretWoVersion: 1 });
    expect(JSON.stringify(state)).not.toContain(SECRET.slice(4));
  },
);

test("another version sends the secret; whatever else changes does not", async () => {
  const { start, hint } = await world();
  const state = await azureAccount.create(input, start().context);
  const rest = { ...input, clientSecretWo: NEXT };
  const renamed = await azureAccount.update({ ...rest, name: "Live" }, state, start().context);
  expect([renamed.name, renamed.hint, await hint()]).toEqual(["Live", "abc", "abc"]);
  const next = { ...rest, name: "Live", clientSecretWoVersion: 2 };
  expect(azureAccount.renews?.({ ...next }, renamed)).toEqual(["hint", "secretChanged"]);
  const changed = await azureAccount.update(next, renamed, start().context);
  expect(changed).toMatchObject({ hint: "xyz", clientSecretWoVersion: 2 });
  expect(await hint()).toBe("xyz");
  expect(azureAccount.renews?.({ ...next }, changed)).toEqual([]);
});

test("a secret that was changed in Cloudcraft is told, and the next update sends ours again", async () => {
  const { emulator, start, hint } = await world();
  const state = await azureAccount.create(input, start().context);
  await emulator.control("PATCH", `azure/account/${state.id}`, { clientSecret: NEXT });
  const { context, warnings } = start();
  const read = await azureAccount.read(state, context);
  expect(read).toMatchObject({ hint: "abc", secretChanged: true });
  expect(warnings).toMatchObject([{ summary: 'Azure account "Production" has another client secret' }]);
  if (!read) throw new Error("it is gone");
  expect(azureAccount.renews?.({ ...input }, read)).toEqual(["hint", "secretChanged"]);
  const mended = await azureAccount.update(input, read, start().context);
  expect(mended).toMatchObject({ hint: "abc", secretChanged: false });
  expect(await hint()).toBe("abc");
});

test("a secret that was changed and changed back is no longer told", async () => {
  const { emulator, start } = await world();
  const state = await azureAccount.create(input, start().context);
  await emulator.control("PATCH", `azure/account/${state.id}`, { clientSecret: NEXT });
  const changed = await azureAccount.read(state, start().context);
  await emulator.control("PATCH", `azure/account/${state.id}`, { clientSecret: SECRET });
  if (!changed) throw new Error("it is gone");
  expect(await azureAccount.read(changed, start().context)).toMatchObject({ secretChanged: false, hint: "abc" });
});

test("an imported one takes the secret that Cloudcraft has for its own, until a version asks for another", async () => {
  const { start } = await world();
  const { id } = await azureAccount.create(input, start().context);
  const imported = await azureAccount.import?.(id, start().context);
  expect(imported).toMatchObject({ hint: "abc", secretChanged: false });
  if (!imported) throw new Error("it is not found");
  expect(azureAccount.renews?.({ ...input }, imported)).toEqual(["hint", "secretChanged"]);
});

test("an account whose hint cannot be looked up is made all the same, and the next read learns the hint", async () => {
  const { emulator, start } = await world();
  await emulator.fault({ fault: "status", status: 500, method: "GET", path: "/azure/account", after: 1 });
  const state = await azureAccount.create(input, start().context);
  expect(state.hint).toBeUndefined();
  expect(await azureAccount.read(state, start().context)).toMatchObject({ hint: "abc", secretChanged: false });
});
