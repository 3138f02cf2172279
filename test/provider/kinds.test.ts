import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExtData, encode as pack, decode as unpack } from "@msgpack/msgpack";
import { createLog } from "../../src/provider/log";
import type { InvokeAction_Event, ListResource_Event } from "../../src/provider/protocol/generated/tfplugin6";
import { createService } from "../../src/provider/service";
import { Session } from "../../src/provider/session";
import { shelfIn, toys } from "../support/toys";

const folder = mkdtempSync(join(tmpdir(), "kinds-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const value = (values: unknown) => ({ msgpack: Buffer.from(pack(values)) });
const opened = ({ msgpack }: { msgpack?: Buffer | undefined } = {}) => unpack(msgpack as Buffer);
const shelf = shelfIn(folder);
const lines: string[] = [];

function setUp() {
  const log = createLog(
    0,
    (line) => lines.push(line),
    () => new Date(),
  );
  const session = new Session(toys, log);
  return { session, service: createService(session) };
}

async function ready() {
  const { session, service } = setUp();
  await service.configureProvider({ config: value({ folder, token: null, greeting: null }) });
  return { session, service };
}

test("the schema and the metadata name every kind, and a kind's own words", async () => {
  const { service } = setUp();
  const schema = await service.getProviderSchema({});
  expect(Object.keys(schema.ephemeralResourceSchemas ?? {})).toEqual(["toys_loan"]);
  expect(schema.functions?.stack).toMatchObject({
    parameters: [
      { name: "often", allowNullValue: false },
      { name: "base", allowNullValue: true },
    ],
    variadicParameter: { name: "words" },
    return: { type: Buffer.from('"string"') },
  });
  const pin = schema.resourceSchemas?.toys_safe?.block?.attributes?.find(({ name }) => name === "pin_wo");
  expect(pin).toMatchObject({ optional: true, computed: false, writeOnly: true });
  const metadata = await service.getMetadata({});
  expect(metadata).toMatchObject({ ephemeralResources: [{ typeName: "toys_loan" }], functions: [{ name: "stack" }] });
  expect(await service.getFunctions({})).toEqual({ functions: schema.functions });
});

describe("a write-only value", () => {
  const typeName = "toys_safe";
  const config = value({ id: null, pin_wo: "1234", pin_wo_version: 1, digits: null });
  const nothing = value(null);

  test("reaches create and update from the configuration, and is in no plan and no state", async () => {
    const { service } = await ready();
    const plan = await service.planResourceChange({ typeName, config, proposedNewState: config, priorState: nothing });
    expect(opened(plan.plannedState)).toMatchObject({ pin_wo: null, pin_wo_version: 1 });
    const change = { typeName, config, priorState: nothing, plannedState: plan.plannedState };
    const made = await service.applyResourceChange(change);
    const state = opened(made.newState) as { id: string };
    expect(state).toMatchObject({ pin_wo: null, digits: 4 });
    expect(shelf.get(state.id)).toEqual({ pin: "1234" });

    const later = value({ id: null, pin_wo: "98765", pin_wo_version: 2, digits: null });
    const prior = { priorState: made.newState, priorPrivate: made.private };
    const update = await service.planResourceChange({ typeName, config: later, proposedNewState: later, ...prior });
    expect(opened(update.plannedState)).toMatchObject({ id: state.id, pin_wo: null, pin_wo_version: 2 });
    const plannedState = update.plannedState;
    const changed = await service.applyResourceChange({ typeName, config: later, plannedState, ...prior });
    expect(opened(changed.newState)).toMatchObject({ pin_wo: null, digits: 5 });
    expect(shelf.get(state.id)).toEqual({ pin: "98765" });
    expect([plan, made, update, changed].flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  });

  test("that has changed by itself is no change", async () => {
    const { service } = await ready();
    const priorState = value({ id: "1", pin_wo: null, pin_wo_version: 1, digits: 4 });
    const plan = await service.planResourceChange({ typeName, config, proposedNewState: config, priorState });
    expect(opened(plan.plannedState)).toEqual(opened(priorState));
  });

  test("is refused by name where the client would store it", async () => {
    const { service } = await ready();
    const { diagnostics } = await service.validateResourceConfig({ typeName, config });
    expect(diagnostics).toMatchObject([
      { severity: 1, detail: expect.stringMatching(/`pin_wo` is write-only.*1\.11/s) },
    ]);
    const clientCapabilities = { writeOnlyAttributesAllowed: true };
    expect((await service.validateResourceConfig({ typeName, config, clientCapabilities })).diagnostics).toEqual([]);
    const without = value({ id: null, pin_wo: null, pin_wo_version: 1, digits: null });
    expect((await service.validateResourceConfig({ typeName, config: without })).diagnostics).toEqual([]);
  });

  test("that an older version stored is dropped from the state", async () => {
    const { service } = await ready();
    const json = Buffer.from(JSON.stringify({ id: "1", pin_wo: "1234", pin_wo_version: 1, digits: 4 }));
    const { upgradedState } = await service.upgradeResourceState({ typeName, version: 0, rawState: { json } });
    expect(opened(upgradedState)).toMatchObject({ id: "1", pin_wo: null });
  });
});

describe("a function", () => {
  const call = (...args: unknown[]) =>
    setUp().service.callFunction({ name: "stack", arguments: args.map((arg) => value(arg)) });

  test("is called without any configuration, with as many arguments as there are", async () => {
    const { result, error } = await call(2, null, "red", "blue");
    expect([opened(result), error]).toEqual(["ground red blue red blue", undefined]);
    expect(opened((await call(1, "rug")).result)).toBe("rug");
  });

  test("says which argument is wrong, also among those of the variadic parameter", async () => {
    const negative = await call(-1, null);
    expect(negative.error).toMatchObject({ functionArgument: 0, text: "Nothing is done less than never" });
    const empty = await call(1, null, "red", "");
    expect(empty.error).toMatchObject({ functionArgument: 3, text: "A word has letters" });
    const mistyped = await call(true, null);
    expect(mistyped.error).toMatchObject({ functionArgument: 0 });
  });

  test("that does not exist is an error of no argument", async () => {
    const { error } = await setUp().service.callFunction({ name: "pile", arguments: [] });
    expect(error).toEqual({ text: "Provider toys has no function pile", functionArgument: undefined });
  });
});

/** What a stream sends. */
function outgoing<M>() {
  const sent: M[] = [];
  return { sent, send: async (message: M) => void sent.push(message), gone: new AbortController().signal };
}

describe("a list resource", () => {
  const typeName = "toys_rotating";
  const asked = async (prefix: string | null, more: object = {}) => {
    const { service } = await ready();
    const out = outgoing<ListResource_Event>();
    await service.listResource?.({ typeName, config: value({ prefix }), limit: 100, ...more }, out);
    return out.sent;
  };
  beforeAll(() => {
    for (const id of ["list-1", "list-2", "list-3"]) shelf.put(id, {});
  });

  test("sends what it finds, with its identity, and with the object only if that is wanted", async () => {
    const [first, ...others] = await asked("list-");
    expect(first).toMatchObject({ displayName: "Ticket list-1", resourceObject: undefined });
    expect(opened(first?.identity?.identityData)).toEqual({ id: "list-1" });
    expect(others.map(({ displayName }) => displayName)).toEqual(["Ticket list-2", "Ticket list-3"]);
    const [whole] = await asked("list-", { includeResourceObject: true });
    expect(opened(whole?.resourceObject)).toMatchObject({ id: "list-1", name: "listed", trigger: null });
  });

  test("ends at the limit", async () => {
    expect(await asked("list-", { limit: 2 })).toHaveLength(2);
  });

  test("ends with what there is to say about it", async () => {
    expect((await asked(null)).at(-1)).toEqual({ diagnostic: [expect.objectContaining({ severity: 2 })] });
    expect(await asked("none")).toMatchObject([
      { diagnostic: [{ severity: 1, summary: "Not these", attribute: { steps: [{ attributeName: "prefix" }] } }] },
    ]);
  });
});

describe("an action", () => {
  const invoked = async (config: object) => {
    const { service } = await ready();
    const out = outgoing<InvokeAction_Event>();
    expect((await service.planAction({ actionType: "toys_tidy", config: value(config) })).diagnostics).toEqual([]);
    await service.invokeAction?.({ actionType: "toys_tidy", config: value(config) }, out);
    return out.sent;
  };

  test("tells how far it is, without secrets, and then that it is done", async () => {
    expect(await invoked({ key: "opensesame", times: 2 })).toEqual([
      { progress: { message: "Tidied with (sensitive value): 1" } },
      { progress: { message: "Tidied with (sensitive value): 2" } },
      { completed: { diagnostics: [] } },
    ]);
  });

  test("that fails says so at its end", async () => {
    const events = await invoked({ key: "wrong", times: null });
    expect(events.at(-1)).toMatchObject({ completed: { diagnostics: [{ severity: 1, summary: "It does not open" }] } });
    expect(events).toHaveLength(2);
  });
});

describe("an ephemeral resource", () => {
  const typeName = "toys_loan";
  const config = value({ name: "Ada", slow: null, ticket: null });

  test("is opened, renewed and closed with what it keeps", async () => {
    const { service } = await ready();
    const loan = await service.openEphemeralResource({ typeName, config });
    expect(opened(loan.result)).toEqual({ name: "Ada", slow: false, ticket: expect.stringContaining("ticket-of-Ada") });
    expect(loan.renewAt?.seconds).toBeGreaterThan(1_000_000_000);
    const renewed = await service.renewEphemeralResource({ typeName, private: loan.private });
    expect(renewed).toMatchObject({ renewAt: undefined, private: loan.private, diagnostics: [] });
    const closed = await service.closeEphemeralResource({ typeName, private: loan.private });
    expect(closed.diagnostics).toEqual([]);
    expect(shelf.get("loan")).toEqual({ opened: "Ada", renewed: "Ada", closed: "Ada" });
    expect(lines.join("")).not.toContain("ticket-of");
  });

  test("is closed although Terraform has asked the provider to stop", async () => {
    const { service, session } = await ready();
    const loan = await service.openEphemeralResource({ typeName, config });
    session.stop();
    const refused = await service.openEphemeralResource({
      typeName,
      config: value({ name: "Bob", slow: true, ticket: null }),
    });
    expect(refused.diagnostics).toMatchObject([{ summary: "Cancelled" }]);
    const closed = await service.closeEphemeralResource({ typeName, private: loan.private });
    expect(closed.diagnostics).toEqual([]);
    expect(shelf.get("loan")).toMatchObject({ closed: "Ada" });
  });

  test("that cannot be opened says why at its attribute", async () => {
    const { service } = await ready();
    const nobody = value({ name: "nobody", slow: null, ticket: null });
    expect((await service.openEphemeralResource({ typeName, config: nobody })).diagnostics).toMatchObject([
      { severity: 1, summary: "Nobody borrows", attribute: { steps: [{ attributeName: "name" }] } },
    ]);
    const missing = { typeName, config: value({ name: null, slow: null, ticket: null }) };
    expect((await service.validateEphemeralResourceConfig(missing)).diagnostics).toMatchObject([
      { severity: 1, detail: "A value for `name` is required." },
    ]);
  });
});

test("an update that changes what identifies an object is planned under its identity of before, and applied under the new one", async () => {
  const { service } = await ready();
  const typeName = "toys_rotating";
  shelf.put("old", { dueAt: "2000-01-01T00:00:00Z" });
  const state = { id: "old", name: "Ada", trigger: null, secret: "s3cret", due: false, made: "then" };
  const { newState: priorState, newIdentity } = await service.readResource({ typeName, currentState: value(state) });
  expect(opened(priorState)).toEqual({ ...state, due: true });

  const config = value({ ...state, id: null, secret: null, due: null, made: null });
  const request = { typeName, config, priorState, priorIdentity: newIdentity };
  const plan = await service.planResourceChange({ ...request, proposedNewState: priorState });
  const unknown = expect.any(ExtData);
  expect(opened(plan.plannedState)).toEqual({ ...state, id: unknown, secret: unknown, due: unknown });
  expect(opened(plan.plannedIdentity?.identityData)).toEqual({ id: "old" });

  const { plannedState, plannedIdentity } = plan;
  const applied = await service.applyResourceChange({ ...request, plannedState, plannedIdentity });
  const { id, secret } = opened(applied.newState) as { id: string; secret: string };
  expect(opened(applied.newState)).toEqual({ ...state, id, secret: `secret-${id}` });
  expect(id).not.toBe("old");
  expect(secret).not.toBe("s3cret");
  expect(opened(applied.newIdentity?.identityData)).toEqual({ id });
  expect(applied.diagnostics).toEqual([]);
});
