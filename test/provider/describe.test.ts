import { describe as describeProvider } from "../../src/provider/describe";
import { definitions, flag, list, map, number, object, set, text } from "../../src/schema";

const { resource, dataSource, provider } = definitions<object>();

const never = async () => {
  throw new Error("not expected");
};

const handlers = { create: never, read: never, update: never, delete: never };

const thing = resource("some_thing", {
  description: "A thing.",
  version: 3,
  upgrades: {},
  attributes: {
    needed: text("Needed."),
    wanted: flag().optional(),
    assumed: number().default(1),
    found: text().computed().sensitive(),
    either: text().optional().computed(),
    plainList: list(text()).optional(),
    deep: map(set(number())).optional(),
    lid: object({ innerColor: text("Color."), code: text().computed() }).optional(),
    parts: list(object({ name: text() })),
    bag: set(object({ name: text().optional() })).optional(),
    named: map(object({ name: text() })).computed(),
    odd: list(list(object({ innerColor: text() }))).optional(),
  },
  ...handlers,
});

function providerOf(...resources: Parameters<typeof provider>[1]["resources"][number][]) {
  return provider("toys", {
    version: "1.0.0",
    address: "example.test/toys/toys",
    description: "Toys.",
    attributes: { word: text("Word.").default("hello"), place: text() },
    configure: () => ({}),
    resources,
    dataSources: [dataSource("look", { description: "", attributes: { id: text() }, read: never })],
  });
}

const described = describeProvider(providerOf(thing));
const attribute = (name: string) =>
  described.resourceSchemas?.toys_some_thing?.block?.attributes?.find((one) => one.name === name);

test("each attribute says who supplies it", () => {
  expect(attribute("needed")).toMatchObject({
    required: true,
    optional: false,
    computed: false,
    description: "Needed.",
  });
  expect(attribute("wanted")).toMatchObject({ required: false, optional: true, computed: false });
  expect(attribute("assumed")).toMatchObject({ required: false, optional: true, computed: true });
  expect(attribute("found")).toMatchObject({ required: false, optional: false, computed: true, sensitive: true });
  expect(attribute("either")).toMatchObject({ required: false, optional: true, computed: true });
});

test("types are JSON, objects are nested attributes unless too deep for that", () => {
  expect(attribute("plain_list")?.type?.toString()).toBe('["list","string"]');
  expect(attribute("deep")?.type?.toString()).toBe('["map",["set","number"]]');
  expect(attribute("odd")?.type?.toString()).toBe('["list",["list",["object",{"inner_color":"string"}]]]');
  expect(attribute("wanted")?.type?.toString()).toBe('"bool"');
  expect(["lid", "parts", "bag", "named"].map((name) => attribute(name)?.nestedType?.nesting)).toEqual([1, 2, 3, 4]);
  expect(attribute("lid")?.nestedType?.attributes).toMatchObject([
    { name: "inner_color", required: true, description: "Color." },
    { name: "code", computed: true },
  ]);
});

test("within a computed attribute all is computed", () => {
  expect(attribute("named")?.nestedType?.attributes).toEqual([
    expect.objectContaining({ name: "name", computed: true }),
  ]);
  expect(attribute("named")?.nestedType?.attributes?.[0]?.required).toBeFalsy();
});

test("every schema has a block, and a resource its version", () => {
  expect(described.resourceSchemas?.toys_some_thing).toMatchObject({ version: 3, block: { description: "A thing." } });
  expect(described.dataSourceSchemas?.toys_look).toMatchObject({ version: 0, block: {} });
});

test("a provider's settings are never computed, though they may have a default", () => {
  const [word, place] = described.provider?.block?.attributes ?? [];
  expect(word).toMatchObject({ optional: true, required: false });
  expect(word?.computed).toBeFalsy();
  expect(place).toMatchObject({ required: true });
});

test("plans of deletions are asked for only if some resource has a say in plans", () => {
  expect(described.serverCapabilities).toEqual({ getProviderSchemaOptional: true, planDestroy: false });
  const planning = resource("planning", { description: "", attributes: {}, ...handlers, plan: async () => {} });
  expect(describeProvider(providerOf(thing, planning)).serverCapabilities).toMatchObject({ planDestroy: true });
});
