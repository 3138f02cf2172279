import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pascalCase } from "../src/schema";

/** Writes the skeleton of a new resource type: `npm run new -- resource gcp_account`. It works, with a name only. */

const root = join(__dirname, "..");
const [kind, name = ""] = process.argv.slice(2);
if (kind !== "resource" || !/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) {
  process.stderr.write(
    "Usage: npm run new -- resource NAME, with the type's name after `cloudcraft_`, such as gcp_account\n",
  );
  process.exit(2);
}
const model = pascalCase(name);
const one = model.charAt(0).toLowerCase() + model.slice(1);
const all = `${one}s`;
const file = name.replaceAll("_", "-");
const words = name.replaceAll("_", " ");
const path = `/${name.replaceAll("_", "/")}`;

const skeleton: Readonly<Record<string, string>> = {
  [`src/wire/${file}s.ts`]: `import { noun } from "./noun";
import { accessList, text } from "./shape";

/** TODO: what they are, and where that is documented. */
export const ${all} = noun("${all}", {
  called: "a ${words}",
  path: "${path}",
  wrapper: "${all}",
  sent: { name: text, readAccess: accessList, writeAccess: accessList },
  answered: { id: text, createdAt: text, updatedAt: text, CreatorId: text },
  once: {},
});
`,
  [`src/handlers/${file}.ts`]: `import { text } from "../schema";
import { accessList } from "./acl";
import { resource } from "./context";
import { remoteObject } from "./remote-object";

const attributes = {
  id: text("Identifier that Cloudcraft assigned.").computed().stable(),
  name: text("Name shown in Cloudcraft."),
  readAccess: accessList("Who sees it, as \`team/UUID\` or \`customer/UUID\`."),
  writeAccess: accessList("Who may change or remove it, in the same form."),
  creatorId: text("The user who made it.").computed().stable().from("CreatorId"),
  createdAt: text("When it was made (RFC 3339).").computed().stable(),
  updatedAt: text("When it was last changed (RFC 3339).").computed(),
};

/** TODO: what it is. */
export const ${one} = resource("${name}", {
  description: "TODO: what it is.",
  attributes,
  identity: "id",
  ...remoteObject(({ ${all} }) => ${all}, {
    full: "${words}",
    short: "${words}",
    one: "a ${words}",
    where: "TODO",
  })(attributes),
});
`,
  [`src/emulator/routes/${file}s.ts`]: `import { ${all} as noun } from "../../wire/${file}s";
import { isAdministrator } from "../access";
import { collection } from "../collection";

/** TODO: what they are. */
export const ${all} = collection(noun, {
  model: "${model}",
  parameter: "${one}Id",
  manages: isAdministrator,
  make: (store, sent, { user }) => ({ object: store.add(noun, sent, user.id) }),
});
`,
  [`examples/resources/cloudcraft_${name}/resource.tf`]: `resource "cloudcraft_${name}" "example" {
  name = "Example"
}
`,
};

/** Adds a line to a list in a file: its import, and itself before what ends the list. */
const listed: readonly { file: string; import: string; end: RegExp; line: string }[] = [
  {
    file: "src/client/nouns.ts",
    import: `import { ${all} } from "../wire/${file}s";\n`,
    end: /(?<=export const nouns = \{[^}]*?),? \} as const/,
    line: `, ${all} } as const`,
  },
  {
    file: "src/handlers/index.ts",
    import: `import { ${one} } from "./${file}";\n`,
    end: /(?<=export const resources = \[[^\]]*?),?\s*\] as const/,
    line: `, ${one}] as const`,
  },
  {
    file: "src/emulator/resources.ts",
    import: `import { ${all} } from "./routes/${file}s";\n`,
    end: /\n\];/,
    line: `\n  ${all},\n];`,
  },
  {
    file: "test/contract/emulator.test.ts",
    import: "",
    end: /\n(?= {2}\.\.\.exchangesOf\()/,
    line: `\n  ...exchangesOf("${model}", '{"name":"a"}', { isListedOnly: false }),\n`,
  },
];

for (const target of Object.keys(skeleton)) {
  if (existsSync(join(root, target))) throw new Error(`${target} is there already.`);
}
for (const [target, content] of Object.entries(skeleton)) {
  mkdirSync(dirname(join(root, target)), { recursive: true });
  writeFileSync(join(root, target), content);
}
for (const { file: target, import: imported, end, line } of listed) {
  const text = readFileSync(join(root, target), "utf8");
  if (!end.test(text)) throw new Error(`No list was found in ${target}: add the line by hand.`);
  writeFileSync(join(root, target), imported + text.replace(end, line));
}
describeIt();
process.stdout.write(
  `${[...Object.keys(skeleton), "src/emulator/openapi.json"].join("\n")}\nNow: npm run format && npm run generate && npm run check, then replace what says TODO.\n`,
);

/** Adds the operations to the description of what is emulated. */
function describeIt(): void {
  const target = join(root, "src/emulator/openapi.json");
  const api = JSON.parse(readFileSync(target, "utf8"));
  const schema = (of: string) => ({ $ref: `#/components/schemas/${of}` });
  const json = (of: string) => ({ "application/json": { schema: schema(of) } });
  const responses = (...statuses: [string, string][]) =>
    Object.fromEntries(statuses.map(([status, of]) => [status, { $ref: `#/components/responses/${of}` }]));
  const read = responses(["401", "Unauthorized"], ["429", "TooManyRequests"]);
  const byId = responses(["400", "BadRequest"], ["404", "NotFound"]);
  const write = { ...read, ...responses(["400", "BadRequest"], ["403", "Forbidden"]) };
  const sending = { ...write, ...responses(["413", "TooLarge"], ["415", "UnsupportedMediaType"]) };
  const { headers } = api.paths["/team"].get.responses["200"];
  const id = { type: "string", format: "uuid" };
  const parameters = [{ name: `${one}Id`, in: "path", required: true, schema: id }];
  api.paths[path] = {
    get: {
      operationId: `list${model}s`,
      responses: { "200": { description: "All", headers, content: json(`${model}s`) }, ...read },
    },
    post: {
      operationId: `create${model}`,
      requestBody: { required: true, content: json(`${model}Input`) },
      responses: { "201": { description: "Made", content: json(model) }, ...sending },
    },
  };
  api.paths[`${path}/{${one}Id}`] = {
    get: {
      operationId: `get${model}`,
      parameters,
      responses: { "200": { description: "One", headers, content: json(model) }, ...byId, ...read },
    },
    put: {
      operationId: `update${model}`,
      parameters,
      requestBody: { required: true, content: json(`${model}Input`) },
      responses: { "200": { description: "Changed", content: json(model) }, ...byId, ...sending },
    },
    delete: {
      operationId: `delete${model}`,
      parameters,
      responses: { "204": { description: "Deleted" }, ...byId, ...write },
    },
  };
  const access = { readAccess: schema("AccessList"), writeAccess: schema("AccessList") };
  const dates = { createdAt: schema("Date"), updatedAt: schema("Date") };
  const properties = { id, name: { type: "string" }, ...access, ...dates, CreatorId: id };
  const closed = { type: "object", additionalProperties: false };
  api.components.schemas[model] = { ...closed, properties, required: Object.keys(properties) };
  const list = { [all]: { type: "array", items: schema(model) } };
  api.components.schemas[`${model}s`] = { ...closed, properties: list, required: [all] };
  const input = { name: { type: "string", pattern: "\\S" }, ...access };
  api.components.schemas[`${model}Input`] = { type: "object", properties: input, required: [] };
  writeFileSync(target, `${JSON.stringify(api, undefined, 2)}\n`);
}
