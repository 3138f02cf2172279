import fc from "fast-check";
import { apply } from "../../../src/provider/core/apply";
import { plan } from "../../../src/provider/core/plan";
import { read } from "../../../src/provider/core/read";
import { equalValues, exactNumber, plainValues, type Value, type Values } from "../../../src/provider/core/value";
import { decode, encode } from "../../../src/provider/value";
import {
  type AnyAttribute,
  type Attributes,
  flag,
  isWhollyKnown,
  list,
  map,
  number,
  object,
  type StoredAttribute,
  type StoredAttributes,
  set,
  text,
  Unknown,
} from "../../../src/schema";
import { brokenByApply, brokenByPlan } from "./promises";

const strings = fc.constantFrom("a", "A", "b", "é", "", "long enough to matter");
const numbers = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  fc.constantFrom("3.14159265358979323846", "18446744073709551615", `1${"0".repeat(400)}`).map(exactNumber),
);

const sameLetters = (one?: unknown, other?: unknown) =>
  String(one ?? "").toLowerCase() === String(other ?? "").toLowerCase();

function leaf(): fc.Arbitrary<StoredAttribute> {
  return fc.constantFrom<StoredAttribute>(
    text(),
    text().equivalent(sameLetters),
    number(),
    flag(),
    list(text()),
    set(text()),
    set(number()),
    map(text()),
    list(list(text())),
  );
}

function supplied(attribute: AnyAttribute): fc.Arbitrary<StoredAttribute> {
  const words = attribute as ReturnType<typeof text>;
  return fc.constantFrom<StoredAttribute>(
    words,
    words.optional(),
    words.optional(),
    words.computed(),
    words.computed().stable(),
    words.computed().stable().nullable(),
    words.optional().computed(),
    words.optional().replaces(),
    ...(attribute.spec.shape.kind === "string" ? [text().default("b")] : []),
  );
}

function attributes(depth: number): fc.Arbitrary<StoredAttributes> {
  const shape =
    depth === 0 ? leaf() : fc.oneof({ weight: 3, arbitrary: leaf() }, { weight: 2, arbitrary: nested(depth) });
  const keys = fc.uniqueArray(fc.constantFrom("a", "twoWords", "c", "d"), { minLength: 1 });
  return keys.chain((names) =>
    fc
      .tuple(...names.map(() => shape.chain(supplied)))
      .map((all) => Object.fromEntries(names.map((n, at) => [n, all[at] as StoredAttribute]))),
  );
}

function nested(depth: number): fc.Arbitrary<StoredAttribute> {
  return attributes(depth - 1).chain((inner) =>
    fc.constantFrom<StoredAttribute>(object(inner), list(object(inner)), set(object(inner)), map(object(inner))),
  );
}

type Role = "config" | "draft" | "state";

/** A configuration, one with unknown parts, or a complete state. */
function valuesOf(all: Attributes, role: Role): fc.Arbitrary<Values> {
  return fc.record(Object.fromEntries(Object.entries(all).map(([name, attribute]) => [name, member(attribute, role)])));
}

function member(attribute: AnyAttribute, role: Role): fc.Arbitrary<Value> {
  const { supply, nullable } = attribute.spec;
  const absent = fc.constant<Value>(undefined);
  const value = anyValue(attribute, role);
  if (role === "state") return supply === "optional" || nullable ? fc.oneof(absent, value) : value;
  if (supply === "computed") return absent;
  const given =
    role === "draft" ? fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: anUnknown }) : value;
  return supply === "required" ? given : fc.oneof(absent, given);
}

const anUnknown = fc.constant<Value>(new Unknown());

function anyValue({ spec: { shape } }: AnyAttribute, role: Role): fc.Arbitrary<Value> {
  switch (shape.kind) {
    case "string":
      return strings;
    case "number":
      return numbers;
    case "bool":
      return fc.boolean();
    case "list":
      return fc.array(anyValue(shape.element, role), { maxLength: 3 });
    case "set":
      return fc.uniqueArray(anyValue(shape.element, role), { maxLength: 3, selector: (part) => JSON.stringify(part) });
    case "map":
      return fc.dictionary(fc.constantFrom("k", "l", "m"), anyValue(shape.element, role));
    default:
      return valuesOf(shape.attributes, role);
  }
}

const operation = {
  signal: new AbortController().signal,
  ending: new AbortController().signal,
  log: { debug() {}, info() {}, warn() {} },
  warn() {},
  keep() {},
};

function resourceThat(all: Attributes, returned: unknown) {
  const give = async () => returned as never;
  return {
    name: "thing",
    description: "",
    attributes: all,
    create: give,
    read: give,
    update: give,
    delete: async () => {},
  };
}

test("whatever the schema, the configuration and what was before: Terraform accepts the plan", () => {
  const cases = attributes(2).chain((all) =>
    fc.tuple(fc.constant(all), valuesOf(all, "draft"), fc.option(valuesOf(all, "state"), { nil: undefined })),
  );
  fc.assert(
    fc.property(cases, ([all, config, prior]) => {
      const { planned } = plan({ attributes: all }, { config, prior });
      expect(brokenByPlan(all, prior, config, planned as Values)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test("whatever a handler returns: Terraform accepts the result, and unless it was at odds with the plan, the next plan is empty", async () => {
  const cases = attributes(2).chain((all) =>
    fc.tuple(
      fc.constant(all),
      valuesOf(all, "config"),
      fc.option(valuesOf(all, "state"), { nil: undefined }),
      valuesOf(all, "state"),
    ),
  );
  await fc.assert(
    fc.asyncProperty(cases, async ([all, config, prior, returned]) => {
      const { planned } = plan({ attributes: all }, { config, prior });
      const resource = resourceThat(all, plainValues(returned));
      const { state } = await apply(resource, { config, prior, planned }, operation);
      expect(brokenByApply(all, planned as Values, state as Values)).toEqual([]);
      const next = plan({ attributes: all }, { config, prior: state });
      expect(next).toEqual({ planned: state, replaces: [] });
      expect(isWhollyKnown(next.planned)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("garbage from a handler neither throws nor loses what was planned", async () => {
  const cases = attributes(2).chain((all) => fc.tuple(fc.constant(all), valuesOf(all, "config"), fc.anything()));
  await fc.assert(
    fc.asyncProperty(cases, async ([all, config, garbage]) => {
      const { planned } = plan({ attributes: all }, { config });
      const { state } = await apply(resourceThat(all, garbage), { config, planned }, operation);
      expect(brokenByApply(all, planned as Values, state as Values)).toEqual([]);
    }),
  );
});

test("reading an object that has not changed changes nothing, though a handler sees numbers rounded", async () => {
  const cases = attributes(2).chain((all) => fc.tuple(fc.constant(all), valuesOf(all, "state")));
  await fc.assert(
    fc.asyncProperty(cases, async ([all, prior]) => {
      const { state } = await read(resourceThat(all, plainValues(prior)), prior, operation);
      expect(equalValues(all, state as Values, prior, "identical")).toBe(true);
    }),
  );
});

test("values survive the wire", () => {
  const cases = attributes(2).chain((all) => fc.tuple(fc.constant(all), valuesOf(all, "draft")));
  fc.assert(
    fc.property(cases, ([all, values]) => {
      const once = decode(all, encode(all, values)) as Values;
      expect(encode(all, once)).toEqual(encode(all, values));
      expect(Object.keys(once)).toEqual(Object.keys(all));
    }),
  );
});
