const { join } = require("node:path");

// What the tools keep between runs stays here, and out of the user's home.
const cache = join(__dirname, "node_modules", ".cache");
process.env.XDG_CACHE_HOME = cache;
process.env.SWC_NATIVE_BINDING_CACHE = join(cache, "swc");

// `npm run test:cdktn` runs the constructs on CDK Terrain: whoever asks for cdktf is given cdktn.
const onCdktn = process.env.FRAMEWORK === "cdktn" ? { "^cdktf$": require.resolve("cdktn") } : {};

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/test"],
  transform: {
    "^.+\\.[jt]s$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
    ],
  },
  // Of what is installed, only these come as ES modules alone.
  transformIgnorePatterns: ["/node_modules/(?!(age-encryption|@noble|@scure)/)"],
  moduleNameMapper: {
    ...onCdktn,
    "^cdktf-cloudcraft$": "<rootDir>/src/constructs/index.ts",
    "^cdktf-cloudcraft/local-exec$": "<rootDir>/src/constructs/local-exec/index.ts",
  },
  globalSetup: "<rootDir>/test/support/global-setup.ts",
  globalTeardown: "<rootDir>/test/support/global-teardown.ts",
  // Most tests wait for programs that they have started.
  maxWorkers: "100%",
  testTimeout: 60_000,
};
