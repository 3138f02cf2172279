import { definitions, flag, number, set, text, unknown, validate } from "../../src/schema";

const { resource, dataSource, provider } = definitions<{ api: { ping(): Promise<string> } }>();

const toy = resource("toy", {
  description: "A toy.",
  attributes: {
    id: text("Identifier.").computed().stable(),
    name: text("Name.").check((name) => (name.trim() === "" ? "`name` must not be blank." : undefined)),
    level: text("Level.").oneOf("low", "high").default("low"),
    tags: set(
      text().check((tag) => (tag.includes(" ") ? "A tag has no spaces." : undefined)),
      "Tags.",
    ).optional(),
    size: number("Size.").optional().computed(),
    secret: text("Secret.").computed().nullable(),
  },
  validate(draft, reject) {
    if (draft.name === "both" && draft.size !== undefined) reject("size", "Not with this name.");
    // @ts-expect-error a misspelt name
    reject.bind(undefined, "nmae");
    // @ts-expect-error a computed value is no input
    void draft.id;
  },
  async create(input, { api }) {
    const level: "low" | "high" = input.level;
    const tags: readonly string[] | undefined = input.tags;
    return { id: await api.ping(), name: input.name, level, tags, size: input.size ?? 1, secret: undefined };
  },
  read: async (state) => state,
  update: async (input, state) => ({ ...state, ...input, size: input.size ?? state.size }),
  delete: async () => {},
});

// @ts-expect-error a default outside the allowed values
text("Level.").oneOf("low", "high").default("medium");

// @ts-expect-error a default that was given before the values that are allowed
text("Level.").default("medium").oneOf("low", "high");

// @ts-expect-error a default of what only the provider supplies
text("Level.").computed().default("medium");

// @ts-expect-error an input is as stable as its configuration
text("Level.").stable();

// @ts-expect-error what is stored nowhere cannot be supplied by the provider
text("Pin.").writeOnly().computed();

// @ts-expect-error a set has to be stored
set(text("Pin.").writeOnly());

const handlers = {
  create: async () => ({ id: "1", name: "a" }),
  read: async () => undefined,
  update: async () => ({ id: "1", name: "a" }),
  delete: async () => {},
};
const named = { id: text("").computed(), name: text("") };
// @ts-expect-error an identity that an update may change
resource("shifting", { description: "", attributes: named, identity: "id", ...handlers });
// @ts-expect-error an identity that the configuration gives
resource("given", { description: "", attributes: named, identity: "name", ...handlers });
// @ts-expect-error a version without the ways from the ones before
resource("abrupt", { description: "", attributes: named, version: 2, ...handlers });

resource("forgetful", {
  description: "",
  attributes: { id: text("").computed(), name: text("") },
  // @ts-expect-error the computed `id` is missing
  create: async (input) => ({ name: input.name }),
  read: async (state) => state,
  update: async (input, state) => ({ ...state, ...input }),
  delete: async () => {},
});

test("a provider takes resources and data sources of any attributes, bound to what its configuration yields", () => {
  const look = dataSource("look", {
    description: "",
    attributes: { id: text("").optional().computed(), found: flag("").computed() },
    read: async (input, { api }) => ({ id: input.id ?? (await api.ping()), found: true }),
  });
  const defined = provider("toys", {
    version: "1.0.0",
    address: "example.test/toys/toys",
    description: "",
    attributes: { word: text("").optional() },
    configure: (config) => ({ api: { ping: async () => config.word ?? "pong" } }),
    resources: [toy],
    dataSources: [look],
  });
  expect(defined.resources.map(({ name }) => name)).toEqual(["toy"]);
});

test("a missing required value is found, with its Terraform name and path", () => {
  expect(validate(toy, {})).toEqual([{ path: ["name"], why: "A value for `name` is required." }]);
});

test("a value outside the allowed ones is found, and the allowed ones are named", () => {
  expect(validate(toy, { name: "a", level: "medium" })).toEqual([
    { path: ["level"], why: '`level` must be one of "low", "high", not "medium".' },
  ]);
});

test("elements are checked one by one", () => {
  expect(validate(toy, { name: "a", tags: ["ok", "not ok"] })).toEqual([
    { path: ["tags", 1], why: "A tag has no spaces." },
  ]);
});

test("conditions between attributes are checked once each attribute is right", () => {
  expect(validate(toy, { name: "both", size: 1 })).toEqual([{ path: ["size"], why: "Not with this name." }]);
  expect(validate(toy, { name: "both", size: 1, level: "medium" })).toHaveLength(1);
});

test("what is unknown is passed over", () => {
  expect(validate(toy, { name: unknown, level: unknown, tags: ["ok", unknown] })).toEqual([]);
});
