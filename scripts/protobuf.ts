import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

/** Where the generated protobuf code is committed. */
export const protobufOutDir = join(root, "src/provider/protocol/generated");

const options = [
  "env=node",
  "esModuleInterop=true",
  "outputServices=generic-definitions",
  "outputJsonMethods=false",
  "outputPartialMethods=false",
  "useOptionals=all",
  "removeEnumPrefix=true",
  "annotateFilesWithVersion=false",
];

/** Renders the protocol's messages and service definitions as TypeScript into a folder, which may be a temporary one. */
export function generateProtobuf(outDir: string = protobufOutDir): void {
  const template = {
    version: "v2",
    clean: true,
    plugins: [{ local: join(root, "node_modules/.bin/protoc-gen-ts_proto"), out: outDir, opt: options }],
  };
  const buf = join(root, "node_modules/.bin/buf");
  execFileSync(buf, ["generate", join(root, "src/provider/protocol"), "--template", JSON.stringify(template)], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  for (const file of readdirSync(outDir, { recursive: true, encoding: "utf8" })) {
    if (!file.endsWith(".ts")) continue;
    const path = join(outDir, file);
    writeFileSync(path, typed(readFileSync(path, "utf8")));
  }
}

/** Gives a type to what the generator leaves without: how deep messages are nested, members of enumerations, and keys of maps. */
function typed(code: string): string {
  return code
    .replace("/* eslint-disable */\n", "")
    .replaceAll("(reader as any)", "(reader as BinaryReader & { __tsProtoDecodeDepth?: number })")
    .replaceAll(/(reader\.int32\(\)|key: key) as any/g, "$1");
}
