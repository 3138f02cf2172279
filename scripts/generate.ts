import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { renderBindings } from "./bindings";
import { renderApi } from "./docs/api";
import { renderErrors } from "./docs/errors";
import { renderSince, SINCE_FILE } from "./docs/since";
import { renderTypes } from "./docs/types";
import { MOCKS_FILE, renderMocks } from "./mocks";
import { NOTICES_FILE, renderNotices } from "./notices";
import { generateProtobuf, protobufOutDir } from "./protobuf";
import { renderVersion, VERSION_FILE } from "./version";

const root = join(__dirname, "..");

/** Everything that a machine writes: path below the root, and text. */
function rendered(): Map<string, string> {
  const files = new Map(renderBindings());
  files.set(VERSION_FILE, renderVersion());
  files.set(SINCE_FILE, renderSince());
  for (const [path, text] of [...renderTypes(), ...renderApi(), ["docs/errors.md", renderErrors()] as const]) {
    files.set(path, text);
  }
  files.set(MOCKS_FILE, renderMocks());
  files.set(NOTICES_FILE, renderNotices());
  const folder = mkdtempSync(join(tmpdir(), "protobuf-"));
  try {
    generateProtobuf(folder);
    for (const file of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const path = join(file.parentPath, file.name);
      files.set(join(relative(root, protobufOutDir), relative(folder, path)), readFileSync(path, "utf8"));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return files;
}

const check = process.argv.includes("--check");
const stale: string[] = [];
for (const [path, text] of rendered()) {
  const file = join(root, path);
  let old: string | undefined;
  try {
    old = readFileSync(file, "utf8");
  } catch {
    old = undefined;
  }
  if (old === text) continue;
  stale.push(path);
  if (check) continue;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
if (check && stale.length > 0) {
  process.stderr.write(`Not as generated, run \`npm run generate\`:\n${stale.map((path) => `  ${path}\n`).join("")}`);
  process.exitCode = 1;
}
