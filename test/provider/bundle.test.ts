import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundleText } from "../../scripts/bundle";
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

test("what a bundle parses only when it is asked for has undici, and reaches a service directly and through a proxy", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bundle-"));
  const service = createServer((request, response) => response.end(`${request.method} ${request.headers.host}`));
  service.on("connect", (_, socket) => {
    socket.write("HTTP/1.1 200 Connected\r\n\r\n");
    service.emit("connection", socket);
  });
  try {
    await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
    const here = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const entry = join(folder, "entry.ts");
    writeFileSync(entry, 'setImmediate(() => require("./program"));');
    writeFileSync(
      join(folder, "program.ts"),
      `const ask = async (dispatcher: any, origin: string) => {
        const { statusCode, body } = await dispatcher.request({ origin, path: "/", method: "GET" });
        console.log(statusCode, await body.text());
        await dispatcher.close();
      };
      import("undici").then(async ({ Agent, EnvHttpProxyAgent }) => {
        await ask(new Agent(), "${here}");
        await ask(new EnvHttpProxyAgent(), "http://service.test");
      });`,
    );
    const bundle = join(folder, "bundle.cjs");
    writeFileSync(bundle, await bundleText(entry));
    const env = { PATH: process.env.PATH, HTTP_PROXY: here };
    const { stdout } = await promisify(execFile)(process.execPath, [bundle], { env });
    expect(stdout).toBe(`200 GET ${here.slice("http://".length)}\n200 GET service.test\n`);
  } finally {
    service.close();
    rmSync(folder, { recursive: true });
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
