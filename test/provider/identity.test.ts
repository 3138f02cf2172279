import { decode as unpack } from "@msgpack/msgpack";
import { createLog } from "../../src/provider/log";
import type { ResourceIdentityData } from "../../src/provider/protocol/generated/tfplugin6";
import { createService } from "../../src/provider/service";
import { Session } from "../../src/provider/session";
import { decode, encode } from "../../src/provider/value";
import { definitions, text } from "../../src/schema";

// Terraform asks for identities from 1.12 on. These tests send what it would send; they were not run with it.

const attributes = { id: text("Identifier.").computed().stable(), name: text("Name.") };
const { resource, provider } = definitions<object>();
const imported: string[] = [];

function setUp() {
  const thing = resource("thing", {
    description: "",
    attributes,
    identity: "id",
    create: async (input) => ({ ...input, id: "one" }),
    read: async (state) => state,
    update: async (input, state) => ({ ...state, ...input }),
    delete: async () => {},
    import: async (id) => {
      imported.push(id);
      return { id, name: "found" };
    },
  });
  const plain = resource("plain", {
    ...thing,
    identity: undefined,
    renews: undefined,
    version: undefined,
    upgrades: undefined,
  });
  const toys = provider("toys", {
    version: "1.0.0",
    address: "example.test/toys/toys",
    description: "",
    attributes: {},
    configure: () => ({}),
    resources: [thing, plain],
    dataSources: [],
  });
  const log = createLog(
    0,
    () => {},
    () => new Date(),
  );
  const service = createService(new Session(toys, log));
  return service.configureProvider({ config: encode({}, {}) }).then(() => service);
}

const saying = (id: string): ResourceIdentityData => ({ identityData: encode({ id: text() }, { id }) });
const said = (identity: ResourceIdentityData | undefined) =>
  identity?.identityData?.msgpack && unpack(identity.identityData.msgpack);

test("only types with an identity have a schema of it, and it is required for an import", async () => {
  const { identitySchemas } = await (await setUp()).getResourceIdentitySchemas({});
  expect(identitySchemas).toEqual({
    toys_thing: {
      version: 0,
      identityAttributes: [
        { name: "id", type: Buffer.from('"string"'), description: "Identifier.", requiredForImport: true },
      ],
    },
  });
});

test("create, read and a plan of a change say the identity; the plan of a creation does not know it yet", async () => {
  const service = await setUp();
  const typeName = "toys_thing";
  const config = encode(attributes, { id: undefined, name: "a" });
  const none = encode(attributes, undefined);
  const planned = await service.planResourceChange({ typeName, priorState: none, proposedNewState: config, config });
  expect(planned.plannedIdentity).toBeUndefined();
  const { plannedState } = planned;
  const made = await service.applyResourceChange({ typeName, priorState: none, plannedState, config });
  expect(said(made.newIdentity)).toEqual({ id: "one" });
  const read = await service.readResource({ typeName, currentState: made.newState });
  expect(said(read.newIdentity)).toEqual({ id: "one" });
  const change = encode(attributes, { id: undefined, name: "b" });
  const again = { typeName, priorState: made.newState, proposedNewState: change, config: change };
  expect(said((await service.planResourceChange(again)).plannedIdentity)).toEqual({ id: "one" });
});

test("an import takes an identity in place of an id, and answers with one", async () => {
  const service = await setUp();
  const { importedResources } = await service.importResourceState({
    typeName: "toys_thing",
    id: "",
    identity: saying("seven"),
  });
  expect(imported.splice(0)).toEqual(["seven"]);
  expect(said(importedResources?.[0]?.identity)).toEqual({ id: "seven" });
  expect(decode(attributes, importedResources?.[0]?.state)).toMatchObject({ id: "seven" });
});

test("a stored identity is read as it was written, and a broken one is an error", async () => {
  const service = await setUp();
  const typeName = "toys_thing";
  const upgrade = (json: string) => service.upgradeResourceIdentity({ typeName, rawIdentity: Buffer.from(json) });
  expect(said((await upgrade('{"id":"one"}')).upgradedIdentity)).toEqual({ id: "one" });
  for (const broken of ["{}", "not JSON", '{"id":1}']) expect((await upgrade(broken)).diagnostics).toHaveLength(1);
});
