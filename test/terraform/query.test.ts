import { join } from "node:path";
import { testSince } from "../support/program";
import { Terraform, TRACED } from "../support/terraform";
import { shelfIn } from "../support/toys";
import { bundleToys } from "../support/toys-plugin";

jest.setTimeout(200_000);

/** List resources and actions; `npm run test:versions` brings a Terraform that has them. */
testSince({ Terraform: "1.14" })("what a query lists, and what an action says; no secret is in the log", async () => {
  const toys = await bundleToys(`1.5.${process.pid}`);
  const terraform = new Terraform({ providers: [toys], env: TRACED });
  try {
    const folder = join(terraform.folder, "shelf");
    terraform.write({
      "versions.tf.json": { terraform: { required_providers: { toys: { source: toys.address } } } },
      "provider.tf": `provider "toys" {\n  folder = ${JSON.stringify(folder)}\n}\n`,
      "main.tf": `
action "toys_tidy" "a" {
  config {
    key = "opensesame"
  }
}

resource "terraform_data" "a" {
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.toys_tidy.a]
    }
  }
}
`,
      "all.tfquery.hcl": `
list "toys_rotating" "all" {
  provider         = toys
  include_resource = true
  config {
    prefix = "list-"
  }
}
`,
    });
    const shelf = shelfIn(folder);
    for (const id of ["list-1", "list-2", "other"]) shelf.put(id, {});
    await terraform.init();
    const query = await terraform.run("query", "-no-color");
    expect(query.code).toBe(0);
    expect(query.stdout).toMatch(/list-1[\s\S]*list-2/);
    expect(query.stdout).not.toContain("other");
    expect(await terraform.apply()).toContain("Action complete: action.toys_tidy.a");
    for (const secret of ["opensesame", "secret-list-1"]) expect(terraform.log).not.toContain(secret);
  } finally {
    terraform.remove();
    toys.remove();
  }
});
