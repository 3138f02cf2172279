import { createLog, levelFrom } from "../../src/provider/log";

function logged(env: Record<string, string>, work: (log: ReturnType<typeof createLog>) => void) {
  const lines: string[] = [];
  work(
    createLog(
      levelFrom(env, "my-toys"),
      (line) => lines.push(line),
      () => new Date("2026-01-02T03:04:05.123Z"),
    ),
  );
  return lines;
}

const all = (log: ReturnType<typeof createLog>) => {
  for (const level of ["trace", "debug", "info", "warn", "error"] as const) log[level](level);
};

const levels = (env: Record<string, string>) => logged(env, all).map((line) => JSON.parse(line)["@level"]);

test("nothing is logged unless asked for", () => {
  expect(levels({})).toEqual([]);
  expect(levels({ TF_LOG: "" })).toEqual([]);
  expect(levels({ TF_LOG: "off" })).toEqual([]);
  expect(levels({ TF_LOG_CORE: "trace" })).toEqual([]);
});

test("the provider's own variable goes before that of all providers, and that before the general one", () => {
  expect(levels({ TF_LOG: "WARN" })).toEqual(["warn", "error"]);
  expect(levels({ TF_LOG: "TRACE", TF_LOG_PROVIDER: "error" })).toEqual(["error"]);
  expect(levels({ TF_LOG_PROVIDER: "OFF", TF_LOG: "TRACE" })).toEqual([]);
  expect(levels({ TF_LOG_PROVIDER: "OFF", TF_LOG_PROVIDER_MY_TOYS: "info" })).toEqual(["info", "warn", "error"]);
  expect(levels({ TF_LOG: "JSON" })).toHaveLength(5);
});

test("a line is what Terraform can read: strings, and a time with six digits", () => {
  const [line] = logged({ TF_LOG: "trace" }, (log) =>
    log.info("two\nlines", { a: 1, "@level": "no", b: { c: [true] } }),
  );
  expect(line).not.toContain("\n");
  expect(JSON.parse(line as string)).toEqual({
    "@level": "info",
    "@message": "two\\nlines",
    "@module": "provider",
    "@timestamp": "2026-01-02T03:04:05.123000Z",
    a: 1,
    b: { c: [true] },
  });
});

test("no name in a line can move a cursor, break a line, or command a CI", () => {
  const [line] = logged({ TF_LOG: "trace" }, (log) =>
    log.info("\u001b[1A", { name: "::error::x", deep: { names: ["##vso[x]", "\u202e"] }, error: new Error("a\nb") }),
  );
  expect(JSON.parse(line as string)).toMatchObject({
    "@message": "\\u001b[1A",
    name: ":\\u003aerror::x",
    deep: { names: ["#\\u0023vso[x]", "\\u202e"] },
    error: "a\\nb",
  });
});

test("fields that JSON has no word for are no obstacle", () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  const [line] = logged({ TF_LOG: "trace" }, (log) =>
    log.info(5 as never, { loop, big: 5n, error: new Error("why"), no: undefined }),
  );
  expect(JSON.parse(line as string)).toMatchObject({ "@message": "5", big: "5", error: "why" });
});

test("a line too long for Terraform is shortened", () => {
  const [one, other] = logged({ TF_LOG: "trace" }, (log) => {
    log.info("x".repeat(70_000));
    log.info("short", { field: "x".repeat(70_000) });
  }) as [string, string];
  expect(one.length).toBeLessThan(16_384);
  expect(JSON.parse(one)["@message"]).toMatch(/^x+ \(shortened\)$/);
  expect(JSON.parse(other)["@message"]).toBe("short (shortened)");
});

test("a log passes on its fields and its filter", () => {
  const [line] = logged({ TF_LOG: "trace" }, (log) =>
    log
      .with({ id: "1" })
      .with({ kind: "k" }, (text) => text.replace("secret", "***"))
      .with({ more: true })
      .warn("a secret"),
  );
  expect(JSON.parse(line as string)).toMatchObject({ "@message": "a ***", id: "1", kind: "k", more: true });
});
