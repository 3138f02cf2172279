import { cloudcraftTerraform } from "../support/cloudcraft";
import { emulated } from "../support/emulated";

/** Prints how many requests a plan of so many unchanged keys costs: one, whatever their number. */
export async function measureRequests(): Promise<void> {
  for (const count of [1, 100, 1000]) {
    const emulator = await emulated();
    const terraform = cloudcraftTerraform(emulator);
    try {
      terraform.write({
        "main.tf": `
          resource "cloudcraft_api_key" "key" {
            for_each = toset([for n in range(${count}) : tostring(n)])
            name     = "key \${each.key}"
          }
        `,
      });
      await terraform.init();
      await terraform.apply();
      const applied = emulator.requests.length;
      const { actions } = await terraform.plan();
      if (Object.keys(actions).length > 0) throw new Error("The plan is not empty");
      const requests = emulator.requests.slice(applied);
      process.stdout.write(
        `${count} keys: ${requests.length} request(s) per plan (${[...new Set(requests)].join(", ")}), ` +
          `${(applied / count).toFixed(2)} per key to create them\n`,
      );
    } finally {
      terraform.remove();
      await emulator.close();
    }
  }
}
