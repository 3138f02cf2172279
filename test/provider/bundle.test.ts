import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateProtobuf, protobufOutDir } from "../../scripts/protobuf";
import { bundleToys } from "../support/toys-plugin";

test("a bundle is one executable file, the same bytes each time, and says that it is CommonJS", async () => {
  const [one, other] = [await bundleToys(), await bundleToys()];
  try {
    expect(one.executable).toMatch(/\/terraform-provider-toys_v1\.2\.3$/);
    expect(statSync(one.executable).mode & 0o777).toBe(0o755);
    const code = readFileSync(one.executable, "utf8");
    expect(code.startsWith("#!/bin/sh\n")).toBe(true);
    expect(readFileSync(other.executable, "utf8")).toBe(code);
    expect(code).not.toContain(process.cwd());
    const folder = join(one.executable, "..");
    expect(readdirSync(folder).sort()).toEqual(["package.json", "terraform-provider-toys_v1.2.3"]);
    expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).toEqual({ type: "commonjs" });
  } finally {
    one.remove();
    other.remove();
  }
});

test("the generated protobuf code is what the protocol definitions say", () => {
  const folder = mkdtempSync(join(tmpdir(), "protobuf-"));
  try {
    generateProtobuf(folder);
    expect(readdirSync(folder)).toEqual(readdirSync(protobufOutDir));
    for (const name of readdirSync(folder)) {
      expect(readFileSync(join(folder, name), "utf8")).toBe(readFileSync(join(protobufOutDir, name), "utf8"));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
