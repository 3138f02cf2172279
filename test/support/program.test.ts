import { has, programOf, REMOVED } from "./program";

test.each([
  ["Terraform v1.7.0\non linux_amd64\n", true],
  ["Terraform v1.15.5\n", true],
  ["Terraform v1.5.7\n\nYour version of Terraform is out of date!", false],
  ["OpenTofu v1.10.0-rc1\n", true],
  ["OpenTofu v1.6.3\n", false],
])("%j has `removed` blocks: %j", (said, expected) => {
  expect(has(REMOVED, programOf(said))).toBe(expected);
});

test("what the one program has, the other does not", () => {
  expect(has({ Terraform: "1.5" }, programOf("OpenTofu v1.12.6\n"))).toBe(false);
});
