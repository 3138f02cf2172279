import { dataSources, identity, resources } from "../src/handlers";
import { type AnyAttribute, type Attributes, pascalCase, snakeCase } from "../src/schema";
import { computed, inputType, objectWithin, tokenType } from "./binding-types";

const FOLDER = "src/constructs/generated";
const MARK = "// Written by `npm run generate` from src/handlers. Do not edit.\n";

/** The constructs' generated bindings: the text of every file in `src/constructs/generated`, by its path. */
export function renderBindings(): Map<string, string> {
  const bindings = [
    renderProvider(),
    ...resources.map((resource) => renderBinding("managed", resource)),
    ...dataSources.map((dataSource) => renderBinding("lookup", dataSource)),
  ];
  const index = bindings.map(({ file }) => `export * from "./${file}";\n`).sort();
  return new Map([
    ...bindings.map(({ file, text }) => [`${FOLDER}/${file}.ts`, text] as const),
    [`${FOLDER}/index.ts`, `${MARK}${index.join("")}`],
  ]);
}

interface Definition {
  readonly name: string;
  readonly description: string;
  readonly attributes: Attributes;
}

interface Binding {
  readonly file: string;
  readonly text: string;
}

function renderBinding(factory: "managed" | "lookup", { name, description, attributes }: Definition): Binding {
  const type = `${identity.name}_${name}`;
  const className = factory === "managed" ? pascalCase(name) : pascalCase(`data_${type}`);
  const file = (factory === "managed" ? name : `data_${type}`).replaceAll("_", "-");
  return {
    file,
    text: assemble(
      factory,
      [
        `/** Configuration of {@link ${className}}. */`,
        `export interface ${className}Config extends TerraformMetaArguments {`,
        ...configMembers(className, attributes),
        "}",
        "",
        ...objectInterfaces(className, attributes),
        `/** The attributes of {@link ${className}}: tokens, setters, and what the code says. */`,
        `export interface ${className}Fields {`,
        ...fields(className, attributes),
        "}",
        "",
        ...comment("", `${description} Terraform type: \`${type}\`.`),
        `export class ${className} extends ${factory}<${className}Config, ${className}Fields>("${name}") {}`,
      ].join("\n"),
    ),
  };
}

function renderProvider(): Binding {
  const className = `${pascalCase(identity.name)}Provider`;
  const alias = "A name for this provider configuration, where a stack has several.";
  return {
    file: "provider",
    text: assemble(
      "configured",
      [
        `/** Configuration of {@link ${className}}. */`,
        `export interface ${className}Config extends PluginOptions {`,
        ...configMembers(className, identity.attributes),
        ...comment("  ", alias),
        "  readonly alias?: string;",
        "}",
        "",
        "/** The settings, as the code gives them. */",
        `export interface ${className}Fields {`,
        ...Object.entries(identity.attributes).flatMap(([name, attribute]) => settableField(name, attribute, true)),
        "  /** What the code says. */",
        "  get aliasInput(): string | undefined;",
        "  resetAlias(): void;",
        "}",
        "",
        ...comment(
          "",
          `${identity.description} The settings that every \`${identity.name}_...\` construct works with.`,
        ),
        `export class ${className} extends configured<${className}Config, ${className}Fields>() {}`,
      ].join("\n"),
    ),
  };
}

/** A file: the mark, the imports that its body needs, the body. */
function assemble(factory: string, body: string): Binding["text"] {
  const uses = (name: string) => new RegExp(`\\b${name}\\b`).test(body);
  const types = [
    ...["BooleanList", "BooleanMap", "ComplexList", "ComplexMap", "ComplexObject", "IResolvable"],
    ...["NumberMap", "StringMap", "TerraformMetaArguments"],
  ].filter(uses);
  const imports = [
    types.length > 0 ? `import type { ${types.join(", ")} } from "../cdktf";\n` : "",
    uses("PluginOptions") ? 'import type { PluginOptions } from "../delivery";\n' : "",
    `import { ${factory} } from "../factory";\n`,
  ];
  return `${MARK}${imports.join("")}\n${body}\n`;
}

function configMembers(owner: string, attributes: Attributes): string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const { supply, description, sensitive } = attribute.spec;
    if (supply === "computed") return [];
    const warning = sensitive ? " Sensitive: a literal is written to the synthesized JSON in plaintext." : "";
    return [
      ...comment("  ", description + warning),
      `  readonly ${name}${supply === "required" ? "" : "?"}: ${inputType(attribute, objectName(owner, name))};`,
    ];
  });
}

function fields(className: string, attributes: Attributes): string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) =>
    attribute.spec.supply === "computed"
      ? [...fieldComment(attribute), `  get ${name}(): ${tokenType(className, name, attribute)};`]
      : settableField(name, attribute, false, tokenType(className, name, attribute), objectName(className, name)),
  );
}

/** What the type of an attribute that is an object is called. */
function objectName(owner: string, name: string): string {
  return `${owner}${pascalCase(snakeCase(name))}`;
}

function settableField(name: string, attribute: AnyAttribute, asWritten: boolean, token = "", object = ""): string[] {
  const type = inputType(attribute, object);
  // The framework's users know it so: an object is put as a whole, and its members are set.
  const setter =
    type === object
      ? `  put${pascalCase(snakeCase(name))}(value: ${type}): void;`
      : `  set ${name}(value: ${asWritten ? `${type} | undefined` : type});`;
  return [
    ...(asWritten ? comment("  ", attribute.spec.description) : fieldComment(attribute)),
    `  get ${name}(): ${asWritten ? `${type} | undefined` : token};`,
    setter,
    "  /** What the code says, for Aspects. */",
    `  get ${name}Input(): ${type} | undefined;`,
    ...(attribute.spec.supply === "required" ? [] : [`  reset${pascalCase(snakeCase(name))}(): void;`]),
  ];
}

function fieldComment({ spec }: AnyAttribute): string[] {
  return comment(
    "  ",
    spec.description + (spec.sensitive ? " Sensitive: kept from the screen, not from the state." : ""),
  );
}

/** The types of the objects that an attribute is made of, and of the lists and maps of them. */
function objectInterfaces(owner: string, attributes: Attributes): string[] {
  return Object.entries(attributes).flatMap(([name, attribute]) => {
    const object = objectWithin(attribute);
    if (!object) return [];
    const className = objectName(owner, name);
    const reference = `${className}OutputReference`;
    const { kind } = attribute.spec.shape;
    const isGiven = attribute.spec.supply !== "computed";
    return [
      ...objectInterfaces(className, object),
      ...(isGiven
        ? [
            ...comment("", attribute.spec.description),
            `export interface ${className} {`,
            ...configMembers(className, object),
            "}",
            "",
          ]
        : []),
      ...comment("", attribute.spec.description),
      `export interface ${reference} extends ComplexObject {`,
      ...Object.entries(object).flatMap(([field, inner]) =>
        isGiven
          ? settableField(field, inner, false, tokenType(className, field, inner))
          : [...fieldComment(inner), `  get ${field}(): ${tokenType(className, field, computed(inner))};`],
      ),
      "}",
      "",
      ...(kind === "object"
        ? []
        : [
            ...comment("", attribute.spec.description),
            `export interface ${className}${kind === "map" ? "Map extends ComplexMap" : "List extends ComplexList"} {`,
            `  get(${kind === "map" ? "key: string" : "index: number"}): ${reference};`,
            "}",
            "",
          ]),
    ];
  });
}

function comment(indent: string, text: string): string[] {
  if (text === "") return [];
  const width = 116 - indent.length;
  const lines = [""];
  for (const word of camelCased(text).replaceAll("*/", "*\\/").split(" ")) {
    const line = lines[lines.length - 1] ?? "";
    if (line !== "" && line.length + word.length + 1 > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  if (lines.length === 1) return [`${indent}/** ${lines[0]} */`];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`), `${indent} */`];
}

/** Attributes are named as TypeScript code names them, not as Terraform does. */
function camelCased(text: string): string {
  return text.replace(/`([a-z0-9_]+)`/g, (quoted, name: string) => {
    const known = [identity, ...resources, ...dataSources].flatMap(({ attributes }) => Object.keys(attributes));
    const found = known.find((attribute) => snakeCase(attribute) === name);
    return found ? `\`${found}\`` : quoted;
  });
}
