import { join } from "node:path";
import { unsupportedReason } from "../../src/cli/supported";
import { built } from "../support/cloudcraft";
import { Desk } from "./program";

test.each([
  ["20.18.1", "linux"],
  ["20.19.0", "darwin"],
  ["22.0.0", "linux"],
  ["24.1.0-nightly", "linux"],
  ["22.0.0", "win32"],
])("Node.js %s on %s is served", (node, platform) => {
  expect(unsupportedReason(node, platform)).toBeUndefined();
});

test.each([
  ["20.18.0", "linux", /^this is Node\.js 20\.18\.0, but 20\.18\.1 or newer is needed; .*\.$/],
  ["18.20.8", "win32", /^this is Node\.js 18\.20\.8, .*nodejs\.org\.$/],
  ["22.0.0", "freebsd", /^the operating system freebsd is not supported, only Linux, macOS and Windows are\.$/],
])("Node.js %s on %s is told off in one sentence with a way out", (node, platform, sentence) => {
  expect(unsupportedReason(node, platform)).toMatch(sentence);
});

describe("the programs say so instead of failing on what they load", () => {
  const desk = new Desk();
  afterAll(() => desk.clear());

  test.each([
    ["versions", { ...process.versions, node: "16.20.2" }, "this is Node.js 16.20.2"],
    ["platform", "freebsd", "the operating system freebsd"],
  ])("where process.%s tells of another machine", async (member, value, reason) => {
    const pretend = `Object.defineProperty(process, "${member}", { value: ${JSON.stringify(value)} });`;
    const preload = desk.file(`${member}.js`, pretend);
    const lib = join(__dirname, "../../lib");
    const node = (...parameters: string[]) => desk.run(process.execPath, "--require", preload, ...parameters);
    expect(await node(join(lib, "cli/bin.js"), "doctor")).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(`^cdktf-cloudcraft: ${reason}.*\\n$`),
    });
    // Terraform shows the first line of a provider's standard output.
    expect(await node(built.executable)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(`^terraform-provider-cloudcraft: ${reason}.*\\n$`),
    });
  });
});
