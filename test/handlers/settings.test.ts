import { settings } from "../../src/handlers";
import { durationMs } from "../../src/handlers/duration";

const defaults = {
  apiKeysPath: "/apikey",
  requestTimeout: "30s",
  maxRetries: 4,
  insecureHttp: false,
  treatInvisibleAsDeleted: false,
};

function resolve(
  config: Partial<Parameters<typeof settings>[0]> = {},
  environment: Record<string, string> = { CLOUDCRAFT_API_KEY: "from-environment" },
  files: Record<string, string> = {},
) {
  const rejected: [string, string][] = [];
  const readFile = (path: string) => {
    const text = files[path];
    if (text === undefined) throw new Error("ENOENT");
    return text;
  };
  const resolved = settings({ ...defaults, ...config }, { environment, readFile }, (name, why) =>
    rejected.push([name, why]),
  );
  return { ...resolved, rejected };
}

describe("the key", () => {
  test("comes from the configuration first, then a file, then the environment", () => {
    expect(resolve({ apiKey: "literal" }).apiKey).toBe("literal");
    expect(resolve({ apiKeyFile: "k" }, { CLOUDCRAFT_API_KEY: "e" }, { k: "from-file\n" }).apiKey).toBe("from-file");
    expect(resolve()).toMatchObject({
      apiKey: "from-environment",
      apiKeySource: "the environment variable CLOUDCRAFT_API_KEY",
    });
  });

  test("may have blanks and the end of a line around it, wherever it comes from", () => {
    expect(resolve({ apiKey: " literal\n" })).toMatchObject({ apiKey: "literal", rejected: [] });
    expect(resolve({}, { CLOUDCRAFT_API_KEY: "from-environment\n" }).apiKey).toBe("from-environment");
  });

  test("is found in the home folder as shells write it", () => {
    const files = { "/home/me/.key": "from-file" };
    expect(resolve({ apiKeyFile: "~/.key" }, { HOME: "/home/me" }, files).apiKey).toBe("from-file");
  });

  test("is taken out of texts", () => {
    expect(resolve({ apiKey: "literal-literal" }).redact("a literal-literal")).toBe("a (sensitive value)");
  });

  test.each([
    ["nowhere", {}, {}, "apiKey"],
    ["in both attributes", { apiKey: "a", apiKeyFile: "b" }, {}, "apiKeyFile"],
    ["in a file that is not there", { apiKeyFile: "missing" }, {}, "apiKeyFile"],
    ["of two lines", { apiKey: "a\nb" }, {}, "apiKey"],
    ["empty", { apiKey: "" }, {}, "apiKey"],
  ])("given %s is rejected at the attribute", (_how, config, environment, attribute) => {
    expect(resolve(config, environment).rejected).toMatchObject([[attribute, expect.any(String)]]);
  });

  test("is not quoted when it is rejected", () => {
    expect(JSON.stringify(resolve({ apiKey: "sec ret" }).rejected)).not.toContain("sec ret");
  });
});

describe("the base URL", () => {
  const key = { CLOUDCRAFT_API_KEY: "k" };

  test.each([
    [{}, {}, "https://api.cloudcraft.co"],
    [{ baseUrl: " https://a.example/x/\n" }, {}, "https://a.example/x"],
    [{}, { CLOUDCRAFT_BASE_URL: " https://b.example " }, "https://b.example"],
    [{ baseUrl: "https://a.example/x/" }, { CLOUDCRAFT_BASE_URL: "https://b.example" }, "https://a.example/x"],
    [{}, { CLOUDCRAFT_BASE_URL: "https://b.example", CLOUDCRAFT_HOST: "c.example" }, "https://b.example"],
    [
      {},
      {
        CLOUDCRAFT_PROTOCOL: "http",
        CLOUDCRAFT_HOST: "localhost",
        CLOUDCRAFT_PORT: "81",
        CLOUDCRAFT_BASE_PATH: "/api/",
      },
      "http://localhost:81/api",
    ],
  ])("of %p and %p is %s", (config, environment, url) => {
    expect(resolve(config, { ...key, ...environment })).toMatchObject({ baseUrl: url, rejected: [] });
  });

  test.each(["http://127.0.0.1:8080", "http://localhost", "http://[::1]:1"])(
    "may be plain HTTP to this machine: %s",
    (baseUrl) => expect(resolve({ baseUrl })).toMatchObject({ loopback: true, rejected: [] }),
  );

  test.each([
    ["plain HTTP elsewhere", "http://cloudcraft.example", "insecure_http"],
    ["HTTP to a name that only looks local", "http://127.0.0.1.example", "insecure_http"],
    ["no URL", "api.cloudcraft.co", "https://api.cloudcraft.co"],
    ["another scheme", "ftp://a.example", "https://"],
    ["a URL with a password", "https://u:p@a.example", "password"],
    ["a URL with a query", "https://a.example/?x=1", "query"],
  ])("is rejected if it is %s, with the way out", (_what, baseUrl, wayOut) => {
    expect(resolve({ baseUrl }).rejected).toEqual([["baseUrl", expect.stringContaining(wayOut)]]);
  });

  test("may be plain HTTP elsewhere on request", () => {
    expect(resolve({ baseUrl: "http://cloudcraft.example", insecureHttp: true }).rejected).toEqual([]);
  });
});

test.each([
  ["30s", 30_000],
  ["1m30s", 90_000],
  ["500ms", 500],
  ["1.5h", 5_400_000],
  ["30", undefined],
  ["", undefined],
  ["s", undefined],
  ["-1s", undefined],
])("the duration %p is %p milliseconds", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});
