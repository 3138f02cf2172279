import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MOCKS_FILE, renderMocks } from "../../scripts/mocks";
import { cloudcraftTerraform } from "../support/cloudcraft";
import { testSince } from "../support/program";

const repository = join(__dirname, "..", "..");
const terraform = cloudcraftTerraform({ url: "http://127.0.0.1:1", apiKey: "none" });
afterAll(() => terraform.remove());

test("the mocks are as the schema says, and formatted; if not, run `npm run generate`", async () => {
  expect(readFileSync(join(repository, MOCKS_FILE), "utf8")).toBe(renderMocks());
  expect(await terraform.run("fmt", "-check", "-diff", join(repository, MOCKS_FILE))).toMatchObject({
    code: 0,
    stdout: "",
  });
});

testSince({ Terraform: "1.7", OpenTofu: "1.8" })(
  "terraform test plays the provider with them, without service or key",
  async () => {
    terraform.write({
      "main.tf": `
      data "cloudcraft_user" "me" {}
      data "cloudcraft_teams" "all" {}
      data "cloudcraft_api_keys" "all" {}
      data "cloudcraft_team" "platform" {
        name = "Platform"
      }
      resource "cloudcraft_api_key" "ci" {
        name         = "CI"
        read_access  = [data.cloudcraft_team.platform.acl]
        write_access = [data.cloudcraft_team.platform.acl]
      }`,
      "keys.tftest.hcl": `
      mock_provider "cloudcraft" {
        source = ${JSON.stringify(join(repository, "mocks"))}
      }
      run "apply" {
        assert {
          condition     = cloudcraft_api_key.ci.permission == "read" && !cloudcraft_api_key.ci.deletion_protection
          error_message = "The defaults do not apply."
        }
        assert {
          condition     = startswith(cloudcraft_api_key.ci.key, cloudcraft_api_key.ci.hint)
          error_message = "The hint is not how the key begins."
        }
        assert {
          condition     = cloudcraft_api_key.ci.creator_id == data.cloudcraft_user.me.id
          error_message = "The key acts as somebody else."
        }
        assert {
          condition     = timecmp(cloudcraft_api_key.ci.created_at, plantimestamp()) < 0
          error_message = "The time is none."
        }
        assert {
          condition     = length(data.cloudcraft_teams.all.teams) + length(data.cloudcraft_api_keys.all.keys) == 0
          error_message = "There is more than nothing."
        }
      }`,
    });
    await terraform.init();
    const { stdout, stderr } = await terraform.run("test", "-no-color");
    expect(stdout + stderr).toContain("Success! 1 passed, 0 failed.");
  },
);
