import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { parseArgs } from "node:util";
import { version } from "../../package.json";
import { identity } from "../../src/handlers";
import { buildExecutables, EXECUTABLE_PLATFORMS, executableFor } from "../executables";
import { checksums, type Files, published } from "./files";
import { networkMirror } from "./mirror";
import { ociLayout } from "./oci";
import { packageOf, type Release } from "./package";
import { registry } from "./registry";
import { sign } from "./sign";

const root = join(__dirname, "../..");
const dist = join(root, "dist");

/** Where the provider comes as its Node.js program, since no sound executable is built. */
const WITH_NODE = ["darwin_amd64"];

const HELP = `npm run release -- [--sign KEY] [--source HOST/NAMESPACE/cloudcraft]

Builds a release of the provider into dist/.
  --sign KEY     an RSA key of GnuPG's keyring, by its fingerprint or address. Without it, nothing is signed, and there is
                 no registry, since registries serve signed releases only.
  --source ...   the address that the release is for; default ${identity.address}.
`;

/**
 * Writes a release below a folder: `release/`, and made of the same archives, `registry/` if there is a key to sign with,
 * `mirror/` and `oci/`. What `registry/` and `mirror/` hold of other versions stays.
 */
export function writeRelease(release: Release, folder: string, key: string | undefined): string[] {
  const signature = key === undefined ? undefined : sign(checksums(release), key);
  const files = published(release, signature);
  const earlier = (place: string) => (path: string) => readJson(join(folder, place, path));
  const places: [string, Files][] = [
    ["release", files.files],
    ["mirror", networkMirror(release, earlier("mirror"))],
    ["oci", ociLayout(release)],
  ];
  if (signature) places.push(["registry", registry(release, files, signature, earlier("registry"))]);
  for (const whole of ["release", "oci"]) rmSync(join(folder, whole), { recursive: true, force: true });
  for (const [place, content] of places) write(join(folder, place), content);
  return places.map(([place]) => join(folder, place));
}

function write(folder: string, files: Files): void {
  for (const [path, content] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** What a file holds; `undefined` if there is none. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sign: { type: "string" },
      source: { type: "string", default: identity.address },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const pin = { source: values.source, version };
  if (!/^[^/]+\/[a-z0-9-]+\/cloudcraft$/.test(pin.source))
    throw new Error(`--source is not HOST/NAMESPACE/cloudcraft.`);
  await buildExecutables(EXECUTABLE_PLATFORMS);
  const packages = [
    ...EXECUTABLE_PLATFORMS.map((platform) => packageOf(pin, platform, dirname(executableFor(platform)))),
    ...WITH_NODE.map((platform) => packageOf(pin, platform, join(root, "lib/plugin"))),
  ];
  for (const place of writeRelease({ ...pin, packages }, dist, values.sign)) {
    process.stdout.write(`${relative(root, place)}\n`);
  }
  if (values.sign === undefined) process.stdout.write("Nothing is signed: give --sign for what registries take.\n");
}

if (require.main === module) {
  main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
