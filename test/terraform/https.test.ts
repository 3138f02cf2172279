import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { cloudcraftTerraform } from "../support/cloudcraft";
import { type Emulated, emulated } from "../support/emulated";
import type { Terraform } from "../support/terraform";
import { type Secured, securedPort } from "../support/tls";

const WHO = 'data "cloudcraft_user" "me" {}\noutput "who" {\n  value = data.cloudcraft_user.me.id\n}\n';

let emulator: Emulated;
let secured: Secured;
const used: Terraform[] = [];

beforeAll(async () => {
  emulator = await emulated();
  secured = await securedPort(Number(new URL(emulator.url).port));
});
afterAll(async () => {
  for (const terraform of used) terraform.remove();
  secured.close();
  await emulator.close();
});

async function asks(env: Readonly<Record<string, string>>) {
  const terraform = cloudcraftTerraform({ url: secured.url, apiKey: emulator.apiKey }, env);
  used.push(terraform);
  await terraform.write({ "main.tf": `${WHO}provider "cloudcraft" {\n  max_retries = 0\n}\n` }).init();
  return terraform.run("apply", "-auto-approve", "-no-color");
}

test("a service whose certificate nobody trusts is not spoken to, and the key does not travel", async () => {
  const before = emulator.requests.length;
  const { code, stderr } = await asks({});
  expect(code).toBe(1);
  expect(stderr).toContain("The certificate is not trusted.");
  expect(emulator.requests.length).toBe(before);
});

test("a certificate that NODE_EXTRA_CA_CERTS names is trusted", async () => {
  expect(await asks({ NODE_EXTRA_CA_CERTS: secured.caFile })).toMatchObject({ code: 0, stderr: "" });
});

test("HTTPS_PROXY is gone through, which learns where to, and nothing else", async () => {
  let seen = "";
  const proxy = createServer().on("connect", (request, socket) => {
    seen += `${request.method} ${request.url} ${JSON.stringify(request.headers)}\n`;
    socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  try {
    const env = { CLOUDCRAFT_BASE_URL: "https://cloudcraft.example", HTTPS_PROXY: `http://127.0.0.1:${port}` };
    expect(await asks(env)).toMatchObject({ code: 1 });
    expect(seen).toContain("CONNECT cloudcraft.example:443 ");
    expect(seen).not.toContain(emulator.apiKey);
  } finally {
    proxy.close();
  }
});
