import { version } from "../../package.json";
import { Desk } from "./program";

const desk = new Desk();
afterAll(() => desk.clear());

test.each([["--help"], ["-h"], ["help"]])("%s lists the commands", async (flag) => {
  const { code, stdout, stderr } = await desk.cli(flag);
  expect([code, stderr]).toEqual([0, ""]);
  for (const command of ["install", "uninstall", "emulator", "doctor", "keys"]) expect(stdout).toMatch(`  ${command} `);
});

test("no command at all is a mistake, and answered with the same list", async () => {
  const { code, stdout, stderr } = await desk.cli();
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toBe((await desk.cli("--help")).stdout);
});

test.each([
  ["install", "--dir <folder>", "default: ~/.terraform.d/plugins"],
  ["uninstall", "--source <address>", "terraform.local/cdktf/cloudcraft"],
  ["emulator", "--seed <file>", "CLOUDCRAFT_BASE_URL"],
  ["doctor", "--api-key-file <file>", "Changes nothing"],
  ["keys", "--state <file>", "Values are never shown"],
])("%s --help explains it, and shows nothing of this machine", async (command, ...texts) => {
  const { code, stdout } = await desk.cli(command, "--help");
  expect(code).toBe(0);
  for (const text of texts) expect(stdout.replace(/\s+/g, " ")).toContain(text);
  expect(stdout).not.toContain(desk.home);
});

test.each([["--version"], ["-v"]])("%s is that of the package", async (flag) => {
  expect(await desk.cli(flag)).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

test.each([
  [["doctro"], "unknown command 'doctro'", "Did you mean doctor?"],
  [["--verison"], "unknown option '--verison'", "Did you mean --version?"],
  [["emulator", "--prot", "1"], "unknown option '--prot'", "Did you mean --port?"],
  [["install", "here"], "too many arguments for 'install'", "--help"],
  [["doctor", "--base-url"], "argument missing", "--help"],
])("%j is not understood: exit code 2, and a hint", async (parameters, why, hint) => {
  const { code, stdout, stderr } = await desk.cli(...parameters);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(why);
  expect(stderr).toContain(hint);
});
