import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { CloudcraftProvider } from "cdktf-cloudcraft";
import { version } from "../../package.json";
import "cdktf/lib/testing/adapters/jest";

Testing.setupJest();

const stackWith = () => new TerraformStack(Testing.app(), "stack");

test("the provider is required from its own address, at exactly the package's version", () => {
  const stack = stackWith();
  new CloudcraftProvider(stack, "cloudcraft");
  const { terraform, provider } = JSON.parse(Testing.synth(stack));
  expect(terraform.required_providers).toEqual({
    cloudcraft: { source: "terraform.local/cdktf/cloudcraft", version },
  });
  expect(provider).toEqual({ cloudcraft: [{}] });
});

test("who publishes it elsewhere gives the address", () => {
  const stack = stackWith();
  new CloudcraftProvider(stack, "cloudcraft", { source: "registry.example.com/acme/cloudcraft" });
  const { terraform, provider } = JSON.parse(Testing.synth(stack));
  expect(terraform.required_providers.cloudcraft.source).toBe("registry.example.com/acme/cloudcraft");
  expect(provider).toEqual({ cloudcraft: [{}] });
});

test("settings are written as they are, tokens included, and several providers stand side by side", () => {
  const stack = stackWith();
  const secret = new TerraformVariable(stack, "secret", { type: "string", sensitive: true });
  const provider = new CloudcraftProvider(stack, "cloudcraft", { apiKey: secret.stringValue, maxRetries: 0 });
  new CloudcraftProvider(stack, "europe", { alias: "europe", baseUrl: "https://eu.example.com", insecureHttp: false });
  expect(provider.maxRetries).toBe(0);
  expect(JSON.parse(Testing.synth(stack)).provider.cloudcraft).toEqual([
    { api_key: `\${var.secret}`, max_retries: 0 },
    { alias: "europe", base_url: "https://eu.example.com", insecure_http: false },
  ]);
  expect(Testing.synth(stack)).toHaveProviderWithProperties(CloudcraftProvider, { alias: "europe" });
});

test("settings can be changed and reset", () => {
  const stack = stackWith();
  const provider = new CloudcraftProvider(stack, "cloudcraft", { baseUrl: "https://a.example.com", alias: "a" });
  provider.baseUrl = undefined;
  provider.requestTimeout = "5s";
  provider.resetAlias();
  expect(provider.aliasInput).toBeUndefined();
  expect(JSON.parse(Testing.synth(stack)).provider.cloudcraft).toEqual([{ request_timeout: "5s" }]);
});

test("HCL has every type of setting", () => {
  const stack = stackWith();
  new CloudcraftProvider(stack, "cloudcraft", { alias: "a", maxRetries: 2, insecureHttp: true, requestTimeout: "5s" });
  expect(Testing.synthHcl(stack).replace(/\s+/g, " ")).toMatch(
    /provider "cloudcraft" \{ request_timeout = "5s" max_retries = 2 insecure_http = true alias = "a" \}/,
  );
});
