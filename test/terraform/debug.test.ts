import { once } from "node:events";
import { ProviderDefinition } from "../../src/provider/protocol/generated/tfplugin6";
import { Terraform } from "../support/terraform";
import { bundleToys, killAll, PluginClient, start } from "../support/toys-plugin";

jest.setTimeout(60_000);
afterEach(killAll);

test("a process started with --debug serves one command after another, also after a stop, until it is interrupted", async () => {
  const toys = await bundleToys();
  const plugin = start(toys.executable, {}, "--debug");
  await plugin.handshake;
  const [, reattach = ""] = /^TF_REATTACH_PROVIDERS='(.*)'\n$/.exec(plugin.said.stdout) ?? [];
  const config: Record<string, { Addr: { String: string } }> = JSON.parse(reattach);
  const terraform = new Terraform({ providers: [], env: { TF_REATTACH_PROVIDERS: reattach } });
  try {
    terraform.write({
      "main.tf": `
        terraform {
          required_providers {
            toys = { source = "${toys.address}" }
          }
        }
        provider "toys" {
          folder = "${terraform.tempFolder}"
          token  = "hunter2"
        }
        resource "toys_box" "box" { name = "box" }
      `,
    });
    await terraform.init();
    await terraform.apply();
    const client = new PluginClient(["1", "6", "unix", config[toys.address]?.Addr.String ?? "", "grpc"]);
    await client.call(ProviderDefinition, "stopProvider");
    client.close();
    await terraform.expectSettled();
    await terraform.destroy();
    plugin.child.kill("SIGINT");
    const [code] = await once(plugin.child, "exit");
    expect(code).toBe(0);
  } finally {
    terraform.remove();
    toys.remove();
  }
});
