import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { renderTypes } from "../../scripts/docs/types";
import { host } from "../../src/cli/host";
import * as policies from "../../src/constructs/policy";
import { dataSources, functions, identity, resources } from "../../src/handlers";
import { KINDS } from "../../src/review/report";
import { type Attributes, type Supply, snakeCase } from "../../src/schema";

const docs = join(__dirname, "../../docs");
const read = (page: string) => readFileSync(join(docs, page), "utf8");

test("every type has its page, and no other has; if not, run `npm run generate`", () => {
  for (const [folder, types] of [
    ["resources", resources],
    ["data-sources", dataSources],
    ["functions", functions(host.sealing)],
  ] as const) {
    expect(readdirSync(join(docs, folder)).sort()).toEqual(types.map(({ name }) => `${name}.md`).sort());
  }
  for (const [path, text] of renderTypes()) expect(read(path.replace("docs/", ""))).toBe(text);
});

const described: readonly (readonly [page: string, attributes: Attributes])[] = [
  ["index.md", identity.attributes],
  ...resources.map(({ name, attributes }) => [`resources/${name}.md`, attributes] as const),
  ...dataSources.map(({ name, attributes }) => [`data-sources/${name}.md`, attributes] as const),
];

const GROUPS: Readonly<Record<Supply, string>> = {
  required: "Required",
  requiredWriteOnly: "Required",
  optional: "Optional",
  optionalWriteOnly: "Optional",
  defaulted: "Optional",
  optionalComputed: "Optional",
  computed: "Read-only",
};

test.each(described)(
  "%s tells of every attribute, with its description, in the group that it belongs to",
  (page, attributes) => {
    const text = read(page);
    for (const [name, { spec }] of Object.entries(attributes)) {
      const group = GROUPS[spec.supply];
      const [, section = ""] = text.split(`### ${group}\n`);
      const lines = section.split("\n### ")[0]?.split("\n") ?? [];
      const line = lines.find((each) => each.startsWith(`- \`${snakeCase(name)}\` (`)) ?? "";
      expect(line).toContain(spec.description);
      expect(line.includes("sensitive)")).toBe(spec.sensitive === true);
    }
  },
);

test("every policy is described", () => {
  for (const name of Object.keys(policies)) expect(read("policies.md")).toContain(`### ${name}\n`);
});

test("every word that a review may stop at is explained", () => {
  for (const kind of [...KINDS, "partial"]) expect(read("review.md")).toContain(`\`${kind}\``);
});

test.each([
  "unauthorized",
  "deletion_protected",
  "not_found",
  "rate_limited",
  "unsupported_platform",
  "package_incomplete",
])("the errors tell what %s is", (kind) => {
  expect(read("errors.md")).toMatch(new RegExp(`^## \`${kind}\`\\n\\n\\*\\*\\S`, "m"));
});
