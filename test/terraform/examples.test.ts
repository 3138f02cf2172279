import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { host } from "../../src/cli/host";
import { dataSources, functions, identity, resources } from "../../src/handlers";
import { built } from "../support/cloudcraft";
import { Terraform } from "../support/terraform";

const examples = join(__dirname, "../../examples");
const provider = readFileSync(join(examples, "provider/provider.tf"), "utf8");

const folders = ["resources", "data-sources", "functions"].flatMap((kind) =>
  readdirSync(join(examples, kind)).map((type) => join(kind, type)),
);

test("every type has an example", () => {
  const types = [
    ...resources.map(({ name }) => `resources/${identity.name}_${name}`),
    ...dataSources.map(({ name }) => `data-sources/${identity.name}_${name}`),
    ...functions(host.sealing).map(({ name }) => `functions/${name}`),
  ];
  expect(folders.sort()).toEqual(types.sort());
});

test.each(folders)(
  "%s is valid, together with the example of the provider",
  async (folder) => {
    const terraform = new Terraform({ providers: [built] }).write({ "provider.tf": provider });
    try {
      const files = readdirSync(join(examples, folder)).filter((name) => name.endsWith(".tf"));
      for (const file of files) terraform.write({ [file]: readFileSync(join(examples, folder, file), "utf8") });
      await terraform.init();
      expect(await terraform.run("validate", "-no-color")).toMatchObject({ code: 0 });
    } finally {
      terraform.remove();
    }
  },
  60_000,
);
