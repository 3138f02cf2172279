import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeRelease } from "../../scripts/release/main";
import { packageOf } from "../../scripts/release/package";
import { unzipped } from "../../src/cli/zip";
import { identity } from "../../src/handlers";
import { platformName } from "../../src/install";
import { Terraform } from "../support/terraform";
import { type Secured, securedWeb } from "../support/tls";

jest.setTimeout(120_000);

const { version } = identity;
const root = mkdtempSync(join(tmpdir(), "release-"));
const plugin = join(__dirname, "../../lib/plugin");
const stem = `terraform-provider-cloudcraft_${version}`;
const file = `${stem}_${platformName()}.zip`;
const used: Terraform[] = [];

/** What is served: a folder that a test chooses. */
let served = "";
let web: Secured;
let source = "";

function gpg(...parameters: readonly string[]) {
  return spawnSync("gpg", ["--batch", "--quiet", ...parameters], { encoding: "utf8", env: process.env });
}

/** Releases a provider for this machine: ours, as Node.js runs it. */
function release(folder: string, key: string | undefined, as: string = version, from = plugin) {
  const pin = { source, version: as };
  writeRelease({ ...pin, packages: [packageOf(pin, platformName(), from)] }, folder, key);
  return folder;
}

/** A copy of the release of which something was changed. */
function changed(path: string, change: (content: Buffer) => Buffer | string): string {
  const copy = mkdtempSync(join(root, "copy-"));
  cpSync(join(root, "dist"), copy, { recursive: true });
  writeFileSync(join(copy, path), change(readFileSync(join(copy, path))));
  return copy;
}

/** With another bit in the middle, where the plugin is. */
const bitFlipped = (content: Buffer) => {
  const middle = content.length >> 1;
  content.writeUInt8(content.readUInt8(middle) ^ 1, middle);
  return content;
};

/** The folder of a provider that is not ours. */
function otherPlugin(): string {
  const folder = mkdtempSync(join(root, "other-"));
  cpSync(plugin, folder, { recursive: true });
  writeFileSync(join(folder, "more"), "");
  return folder;
}

/** A fresh `terraform init` that gets its providers as a CLI configuration says. */
async function init(installation: string) {
  const terraform = new Terraform({ providers: [], env: { SSL_CERT_FILE: web.caFile } });
  used.push(terraform);
  writeFileSync(String(terraform.env.TF_CLI_CONFIG_FILE), `provider_installation {\n${installation}\n}\n`);
  const required = `required_providers {\n    cloudcraft = {\n      source  = "${source}"\n      version = "${version}"\n    }\n  }`;
  terraform.write({ "main.tf": `terraform {\n  ${required}\n}\ndata "cloudcraft_user" "me" {}\n` });
  const { code, stdout, stderr } = await terraform.run("init", "-no-color");
  return { terraform, code, said: (stdout + stderr).replace(/[│\s]+/g, " ") };
}

const lockOf = (terraform: Terraform) => readFileSync(join(terraform.folder, ".terraform.lock.hcl"), "utf8");
const digest = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");

(spawnSync("gpg", ["--version"]).status === 0 ? describe : describe.skip)("with GnuPG,", () => {
  beforeAll(async () => {
    process.env.GNUPGHOME = mkdtempSync(join(root, "g-"));
    for (const [who, kind] of [
      ["rsa@example.com", "rsa3072"],
      ["ecc@example.com", "ed25519"],
    ] as const) {
      expect(gpg("--passphrase", "", "--quick-generate-key", who, kind, "sign").status).toBe(0);
    }
    web = await securedWeb(({ url = "" }, response) => {
      const path = join(served, url);
      const found = existsSync(path);
      response.writeHead(found ? 200 : 404, {
        "content-type": path.endsWith(".json") ? "application/json" : "application/octet-stream",
      });
      response.end(found ? readFileSync(path) : "");
    });
    source = `localhost:${web.port}/acme/cloudcraft`;
    release(join(root, "dist"), "rsa@example.com");
  });
  afterAll(() => {
    for (const terraform of used) terraform.remove();
    web.close();
    spawnSync("gpgconf", ["--kill", "gpg-agent"], { env: process.env });
    delete process.env.GNUPGHOME;
    rmSync(root, { recursive: true, force: true });
  });

  describe("the release", () => {
    const folder = join(root, "dist/release");

    test("is what the registries want: archives, manifest, checksums of both, and their signature", () => {
      expect(readdirSync(folder).sort()).toEqual(
        [file, `${stem}_manifest.json`, `${stem}_SHA256SUMS`, `${stem}_SHA256SUMS.sig`].sort(),
      );
      const sums = readFileSync(join(folder, `${stem}_SHA256SUMS`), "utf8");
      expect(sums).toBe(
        [file, `${stem}_manifest.json`].map((name) => `${digest(join(folder, name))}  ${name}\n`).join(""),
      );
      expect(JSON.parse(readFileSync(join(folder, `${stem}_manifest.json`), "utf8"))).toEqual({
        version: 1,
        metadata: { protocol_versions: ["6.0"] },
      });
      const [signature, signed] = [".sig", ""].map((end) => join(folder, `${stem}_SHA256SUMS${end}`)) as [
        string,
        string,
      ];
      expect(gpg("--verify", signature, signed)).toMatchObject({ status: 0 });
      expect(readFileSync(signature).toString("latin1")).not.toContain("-----BEGIN");
    });

    test("an archive holds the plugin under the name that Terraform looks for", () => {
      const names = [...unzipped(readFileSync(join(folder, file)), () => true).keys()];
      expect(names).toContain(`terraform-provider-cloudcraft_v${version}`);
    });

    test("without a key there is neither signature nor registry", () => {
      const unsigned = release(join(root, "unsigned"), undefined);
      expect(readdirSync(unsigned).sort()).toEqual(["mirror", "oci", "release"]);
      expect(readdirSync(join(unsigned, "release"))).not.toContain(`${stem}_SHA256SUMS.sig`);
    });

    test.each([
      ["ecc@example.com", /neither RSA nor DSA.*Sign with an RSA key/],
      ["nobody@example.com", /gpg --detach-sign .* failed: .*nobody@example\.com/s],
    ])("is not made with the key of %s", (key, why) => {
      const folder = join(root, key);
      expect(() => release(folder, key)).toThrow(why);
      expect(existsSync(folder)).toBe(false);
    });
  });

  describe("the registry", () => {
    const direct = "  direct {}";

    test("installs the provider in the real Terraform, which checks the signature, and it runs", async () => {
      served = join(root, "dist/registry");
      const { terraform, code, said } = await init(direct);
      expect([code, said]).toEqual([
        0,
        expect.stringMatching(/Installed \S+ v\S+ \(self-signed, key ID [0-9A-F]{16}\)/),
      ]);
      expect(lockOf(terraform)).toContain(`zh:${digest(join(root, "dist/release", file))}`);
      expect(await terraform.run("validate", "-no-color")).toMatchObject({ code: 0 });
    });

    const files = `registry/v1/providers/acme/cloudcraft/${version}/files`;

    test("a changed archive is refused", async () => {
      served = join(changed(`${files}/${file}`, bitFlipped), "registry");
      const { code, said } = await init(direct);
      expect([code, said]).toEqual([1, expect.stringMatching(/archive has incorrect checksum/)]);
    });

    test("another archive, with all its checksums and the signature of ours, is refused", async () => {
      const forged = release(mkdtempSync(join(root, "forged-")), "rsa@example.com", version, otherPlugin());
      cpSync(join(root, "dist", files, `${stem}_SHA256SUMS.sig`), join(forged, files, `${stem}_SHA256SUMS.sig`));
      served = join(forged, "registry");
      const { code, said } = await init(direct);
      expect([code, said]).toEqual([1, expect.stringMatching(/error checking signature/)]);
    });
  });

  describe("the mirror", () => {
    const mirror = () => `  network_mirror {\n    url = "https://localhost:${web.port}/"\n  }`;
    // Terraform takes a host with a port in it for the scheme of a URL here.
    beforeAll(() => {
      source = "cloudcraft.example/acme/cloudcraft";
      release(join(root, "dist"), undefined);
    });

    test("installs the provider in the real Terraform", async () => {
      served = join(root, "dist/mirror");
      const { terraform, code } = await init(mirror());
      expect(code).toBe(0);
      expect(lockOf(terraform)).toContain("h1:");
      expect(await terraform.run("validate", "-no-color")).toMatchObject({ code: 0 });
    });

    test("another archive is refused", async () => {
      const { zip } = packageOf({ source, version }, platformName(), otherPlugin());
      served = join(
        changed(`mirror/${source}/${file}`, () => zip),
        "mirror",
      );
      const { code, said } = await init(mirror());
      expect([code, said]).toEqual([1, expect.stringContaining("doesn't match the any of the expected checksums")]);
    });
  });

  test("registry and mirror keep the versions that they have", () => {
    const folder = mkdtempSync(join(root, "two-"));
    release(folder, "rsa@example.com");
    release(folder, "rsa@example.com", "99.0.0");
    const registry: { versions: { version: string }[] } = JSON.parse(
      readFileSync(join(folder, "registry/v1/providers/acme/cloudcraft/versions"), "utf8"),
    );
    expect(registry.versions.map((known) => known.version)).toEqual([version, "99.0.0"]);
    expect(JSON.parse(readFileSync(join(folder, "mirror", source, "index.json"), "utf8"))).toEqual({
      versions: { [version]: {}, "99.0.0": {} },
    });
    expect(readdirSync(join(folder, "release")).filter((name) => name.includes(version))).toEqual([]);
  });

  test("the OCI layout leads from the version's tag to the archive of each platform, each blob under its digest", () => {
    const folder = join(root, "dist/oci");
    const blobs = join(folder, "blobs/sha256");
    for (const name of readdirSync(blobs)) expect(digest(join(blobs, name))).toBe(name);
    const read = ({ digest }: { digest: string }) => readFileSync(join(blobs, digest.replace("sha256:", "")));
    const index = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
    expect(index.manifests).toEqual([
      expect.objectContaining({ annotations: { "org.opencontainers.image.ref.name": version } }),
    ]);
    const provider = JSON.parse(String(read(index.manifests[0])));
    expect(provider).toMatchObject({ artifactType: "application/vnd.opentofu.provider" });
    const [os, architecture] = platformName().split("_");
    const target = { artifactType: "application/vnd.opentofu.provider-target" };
    expect(provider.manifests).toEqual([expect.objectContaining({ ...target, platform: { os, architecture } })]);
    const manifest = JSON.parse(String(read(provider.manifests[0])));
    expect(manifest).toMatchObject(target);
    expect(manifest.layers).toEqual([expect.objectContaining({ mediaType: "archive/zip" })]);
    expect(read(manifest.layers[0])).toEqual(readFileSync(join(dirname(folder), "release", file)));
  });
});
