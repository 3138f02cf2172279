import { ExtData, encode as pack, decode as unpack } from "@msgpack/msgpack";
import { createLog } from "../../src/provider/log";
import { createService } from "../../src/provider/service";
import { Session } from "../../src/provider/session";
import { type Attributes, definitions, Problem, snakeCase, text } from "../../src/schema";

interface Context {
  readonly token: string;
}

const { resource, dataSource, provider } = definitions<Context>();

const lines: string[] = [];

function setUp(
  behaviour: Omit<Partial<Parameters<typeof resource<typeof attributes>>[1]>, "version" | "upgrades"> = {},
  log = createLog(
    0,
    (line) => lines.push(line),
    () => new Date(),
  ),
) {
  const thing = resource("thing", {
    description: "",
    attributes,
    create: async (input, { token }) => ({ ...input, id: token }),
    read: async (state) => state,
    update: async (input, state) => ({ ...state, ...input }),
    delete: async () => {},
    ...behaviour,
  });
  const look = dataSource("look", {
    description: "",
    attributes: { id: text() },
    validate: (draft, reject) => void (draft.id === "bad" && reject("id", "Bad.")),
    read: async (input) => input,
  });
  const session = new Session(
    provider("toys", {
      version: "1.0.0",
      address: "example.test/toys/toys",
      description: "",
      attributes: settings,
      configure({ apiKey, place }, { reject, hide }) {
        hide("from-the-environment");
        if (place === "nowhere") reject("place", "No such place.");
        if (place === "broken") throw new Error(`Broken with ${apiKey}`);
        return { token: apiKey };
      },
      resources: [thing],
      dataSources: [look],
    }),
    log,
  );
  return { session, service: createService(session) };
}

const attributes = {
  id: text().computed(),
  name: text(),
  password: text().optional().sensitive(),
};

const settings = { apiKey: text().sensitive(), place: text().default("here") };

const unknown = new ExtData(0, new Uint8Array(1));

function value(of: Attributes, values: object | null) {
  const nothing = Object.fromEntries(Object.keys(of).map((name) => [snakeCase(name), null]));
  return { msgpack: Buffer.from(pack(values && { ...nothing, ...values })) };
}

const typeName = "toys_thing";
const state = { id: "1", name: "box", password: null };
const kept = Buffer.from("private");

async function ready(behaviour?: Parameters<typeof setUp>[0]) {
  const { session, service } = setUp(behaviour);
  await service.configureProvider({ config: value(settings, { api_key: "hunter2" }) });
  return { session, service };
}

const opened = ({ msgpack }: { msgpack?: Buffer | undefined } = {}) => unpack(msgpack as Buffer);

beforeEach(() => lines.splice(0));

test("private data comes back from every step", async () => {
  const { service } = await ready();
  const read = await service.readResource({ typeName, currentState: value(attributes, state), private: kept });
  expect(read.private).toBe(kept);
  const config = value(attributes, { name: "new" });
  const request = {
    typeName,
    priorState: value(attributes, state),
    proposedNewState: config,
    config,
    priorPrivate: kept,
  };
  const plan = await service.planResourceChange(request);
  expect(plan.plannedPrivate).toBe(kept);
  const deletion = { ...request, config: value(attributes, null), proposedNewState: value(attributes, null) };
  const planned = await service.planResourceChange(deletion);
  expect([planned.plannedPrivate, opened(planned.plannedState)]).toEqual([kept, null]);
  const apply = await service.applyResourceChange({
    ...request,
    plannedState: plan.plannedState,
    plannedPrivate: kept,
  });
  expect(apply.private).toBe(kept);
});

test("a failure comes back with private data and the state of before", async () => {
  const { service } = setUp();
  const currentState = value(attributes, state);
  const read = await service.readResource({ typeName, currentState, private: kept });
  expect(read).toMatchObject({ private: kept, newState: currentState, diagnostics: [{ severity: 1 }] });
  const request = { typeName, priorState: currentState, plannedState: value(attributes, null), plannedPrivate: kept };
  const apply = await service.applyResourceChange(request);
  expect(apply).toMatchObject({ private: kept, newState: currentState, diagnostics: [{ severity: 1 }] });
});

test("with settings that are unknown yet, a creation can be planned, and a refresh leaves the state as it is and says once why", async () => {
  const plan = jest.fn();
  const { service } = setUp({ plan });
  const configured = await service.configureProvider({ config: value(settings, { api_key: unknown }) });
  expect(configured.diagnostics).toEqual([]);
  const config = value(attributes, { name: "box" });
  const planned = await service.planResourceChange({ typeName, proposedNewState: config, config });
  expect(planned.diagnostics).toEqual([]);
  expect(opened(planned.plannedState)).toMatchObject({ name: "box", id: unknown });
  expect(plan).not.toHaveBeenCalled();
  const read = await service.readResource({ typeName, currentState: value(attributes, state) });
  expect(read.diagnostics).toMatchObject([
    { severity: 2, summary: "The provider's settings are not known yet", detail: expect.stringContaining("`api_key`") },
  ]);
  expect(read.newState).toEqual(value(attributes, state));
  const again = await service.readResource({ typeName, currentState: value(attributes, state) });
  expect(again.diagnostics).toEqual([]);
});

test("rejected settings are named by attribute, and nothing works until they are right", async () => {
  const { service } = setUp();
  const wrong = { config: value(settings, { api_key: "k", place: "nowhere" }) };
  expect((await service.configureProvider(wrong)).diagnostics).toMatchObject([
    { severity: 1, detail: "No such place.", attribute: { steps: [{ attributeName: "place" }] } },
  ]);
  const read = { typeName, currentState: value(attributes, state) };
  expect((await service.readResource(read)).diagnostics).toMatchObject([
    { summary: "The provider has not been configured" },
  ]);
  await service.configureProvider({ config: value(settings, { api_key: "k" }) });
  expect((await service.readResource(read)).diagnostics).toEqual([]);
});

test("a missing required setting is found by validation", async () => {
  const { service } = setUp();
  const { diagnostics } = await service.validateProviderConfig({ config: value(settings, {}) });
  expect(diagnostics).toMatchObject([{ severity: 1, detail: "A value for `api_key` is required." }]);
  const later = await service.validateProviderConfig({ config: value(settings, { api_key: unknown }) });
  expect(later.diagnostics).toEqual([]);
});

test("a type that does not exist is an error like any other", async () => {
  const { service } = await ready();
  const error = [{ severity: 1, summary: expect.stringContaining("toys_other") }];
  const other = { typeName: "toys_other" };
  for (const serve of [
    service.validateResourceConfig,
    service.validateDataResourceConfig,
    service.upgradeResourceState,
    service.upgradeResourceIdentity,
    service.readResource,
    service.planResourceChange,
    service.applyResourceChange,
    service.importResourceState,
    service.readDataSource,
  ]) {
    expect((await serve(other)).diagnostics).toMatchObject(error);
  }
});

test("what cannot be decoded is an error like any other", async () => {
  const { service } = await ready();
  for (const currentState of [
    { msgpack: Buffer.from([0xc1]) },
    { msgpack: Buffer.from(pack("text")) },
    { json: Buffer.from("{") },
  ]) {
    expect((await service.readResource({ typeName, currentState })).diagnostics).toMatchObject([{ severity: 1 }]);
  }
});

test("what is wrong is shown at its attribute, as far as a path leads", async () => {
  const { service } = await ready({
    validate: (_, reject) => reject("name", "Wrong.", 0, "deeper"),
  });
  const { diagnostics } = await service.validateResourceConfig({ typeName, config: value(attributes, { name: "a" }) });
  expect(diagnostics).toMatchObject([{ detail: "Wrong.", attribute: { steps: [{ attributeName: "name" }] } }]);
});

test("a resource may refuse a plan and warn about one; a plan without a change is not asked about", async () => {
  const plan = jest.fn(async (change: object, { warn }: { warn(warning: { summary: string }): void }) => {
    warn({ summary: "Mind the gap" });
    if (!("draft" in change) || change.draft === undefined)
      throw new Problem({ kind: "forbidden", summary: "Refused" });
  });
  const { service } = await ready({ plan });
  const priorState = value(attributes, state);
  const same = value(attributes, { name: "box" });
  expect(
    (await service.planResourceChange({ typeName, priorState, proposedNewState: same, config: same })).diagnostics,
  ).toEqual([]);
  expect(plan).not.toHaveBeenCalled();
  const config = value(attributes, { name: "new" });
  const changed = await service.planResourceChange({ typeName, priorState, proposedNewState: config, config });
  expect(changed.diagnostics).toMatchObject([{ severity: 2, summary: "Mind the gap" }]);
  const gone = value(attributes, null);
  const deleted = await service.planResourceChange({ typeName, priorState, proposedNewState: gone, config: gone });
  expect(deleted.diagnostics).toMatchObject([{ severity: 2 }, { severity: 1, summary: "Refused" }]);
});

test("neither settings nor sensitive values, configured or made by a handler, leave in diagnostics or logs", async () => {
  const { service } = await ready({
    async create(input, { token, keep, log, warn }) {
      const made = { ...input, id: "1", password: "made-up" };
      keep(made);
      log.info(`token ${token}`, { token, password: made.password, given: input.password });
      warn({ summary: `Was ${token}`, detail: made.password });
      throw new Error(`${token} ${input.password} ${made.password}`);
    },
  });
  const config = value(attributes, { name: "box", password: "swordfish" });
  const plannedState = value(attributes, { name: "box", password: "swordfish", id: unknown });
  const { diagnostics, newState } = await service.applyResourceChange({ typeName, config, plannedState });
  const said = JSON.stringify(diagnostics) + lines.join("\n");
  expect(diagnostics).toHaveLength(2);
  expect(lines.join("\n")).toContain("token (sensitive value)");
  for (const secret of ["hunter2", "swordfish", "made-up"]) expect(said).not.toContain(secret);
  expect(opened(newState)).toMatchObject({ id: "1", password: "made-up" });
});

test("a secret setting is hidden in what configuring says", async () => {
  const { service } = setUp();
  const { diagnostics } = await service.configureProvider({
    config: value(settings, { api_key: "hunter2", place: "broken" }),
  });
  expect(diagnostics).toMatchObject([{ detail: expect.stringContaining("Broken with (sensitive value)") }]);
});

test("every request is logged with the fields that other providers use", async () => {
  const { service } = await ready();
  await service.readResource({ typeName, currentState: value(attributes, state) });
  const served = lines.map((line) => JSON.parse(line)).filter((line) => line.tf_rpc === "ReadResource");
  expect(served).toMatchObject([
    {
      "@level": "trace",
      "@message": "Received request",
      tf_resource_type: typeName,
      tf_provider_addr: "example.test/toys/toys",
    },
    {
      "@level": "trace",
      "@message": "Served request",
      tf_req_id: expect.any(String),
      tf_req_duration_ms: expect.any(Number),
    },
  ]);
});

test("asked to stop, a session answers at once, aborts what is under way, and lets it answer", async () => {
  const { service, session } = await ready({
    create: (input, { keep, signal }) =>
      new Promise((_, reject) => {
        keep({ ...input, id: "half" });
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  });
  const plannedState = value(attributes, { name: "box", id: unknown });
  const pending = service.applyResourceChange({ typeName, config: value(attributes, { name: "box" }), plannedState });
  expect(await service.stopProvider({})).toEqual({});
  const { diagnostics, newState } = await pending;
  expect(diagnostics).toMatchObject([{ severity: 1, summary: "Cancelled" }]);
  expect(opened(newState)).toMatchObject({ id: "half" });
  await session.idle();
});

test("an old state is brought up to date; one of Terraform 0.11 is refused", async () => {
  const { service } = await ready();
  const rawState = { json: Buffer.from('{"id":"1","name":"box","gone":true}') };
  const upgraded = await service.upgradeResourceState({ typeName, version: 0, rawState });
  expect(opened(upgraded.upgradedState)).toEqual(state);
  const flat = await service.upgradeResourceState({ typeName, rawState: { flatmap: { id: "1" } } });
  expect(flat.diagnostics).toMatchObject([{ severity: 1, detail: "It was written by Terraform 0.11 or older." }]);
});

test("a data source is validated and read", async () => {
  const { service } = await ready();
  const config = value({ id: text() }, { id: "bad" });
  expect((await service.validateDataResourceConfig({ typeName: "toys_look", config })).diagnostics).toMatchObject([
    { detail: "Bad." },
  ]);
  expect(opened((await service.readDataSource({ typeName: "toys_look", config })).state)).toEqual({ id: "bad" });
});

test("many requests are served at a time", async () => {
  const { service } = await ready({
    read: async (state) => {
      await new Promise((resolve) => setImmediate(resolve));
      return state;
    },
  });
  const names = Array.from({ length: 200 }, (_, at) => `box-${at}`);
  const answers = await Promise.all(
    names.map((name) => service.readResource({ typeName, currentState: value(attributes, { ...state, name }) })),
  );
  expect(answers.map(({ newState }) => (opened(newState) as { name: string }).name)).toEqual(names);
});

test("a secret that the provider found outside the configuration is neither told nor logged", async () => {
  const { service } = await ready({
    read: async (_state, { log }) => {
      log.info("Acting with from-the-environment");
      throw new Error(`Refused ${encodeURIComponent("from-the-environment")} and ${btoa("from-the-environment")}`);
    },
  });
  const read = await service.readResource({ typeName, currentState: value(attributes, state) });
  expect(read.diagnostics?.[0]?.detail).toContain("Refused (sensitive value) and (sensitive value)");
  expect(lines.join("")).not.toContain("from-the-environment");
});

describe("one cause that fails many objects", () => {
  const refuse = (place: string) => {
    throw new Problem({ kind: "conflict", summary: "Refused", detail: `At ${place}.`, remedy: "Take another key." });
  };
  const details = async (service: Awaited<ReturnType<typeof ready>>["service"], ...names: readonly string[]) => {
    const all = [];
    for (const name of names) {
      const read = await service.readResource({ typeName, currentState: value(attributes, { ...state, name }) });
      all.push(...(read.diagnostics ?? []).map(({ severity, summary, detail }) => [severity, summary, detail]));
    }
    return all;
  };

  test("is an error for each, and explained once", async () => {
    const { service } = await ready({ read: async ({ name }) => refuse(name) });
    expect(await details(service, "one", "one", "two")).toEqual([
      [1, "Refused", "At one.\n\nTake another key."],
      [1, "Refused (explained at another object)", ""],
      [1, "Refused", "At two."],
    ]);
  });

  test("is explained again after the next configuration, as in a process that is being debugged", async () => {
    const { service } = await ready({ read: async ({ name }) => refuse(name) });
    const [first] = await details(service, "one");
    await service.configureProvider({ config: value(settings, { api_key: "hunter2" }) });
    expect(await details(service, "one")).toEqual([first]);
  });
});
