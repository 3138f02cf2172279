import { exactNumber } from "../../src/provider/core/value";
import { Secrets } from "../../src/provider/secrets";
import { list, map, number, object, set, text, unknown } from "../../src/schema";

const attributes = {
  name: text(),
  key: text().sensitive(),
  pin: number().sensitive(),
  all: object({ deep: set(text()) }).sensitive(),
  parts: list(object({ key: text().sensitive(), name: text() })),
  named: map(text().sensitive()),
};

function redacted(values: object, sentence: string, outer?: Secrets): string {
  const secrets = new Secrets(outer);
  secrets.learn(attributes, values);
  return secrets.redact(sentence);
}

test("sensitive values are hidden wherever they stand, others are not", () => {
  expect(redacted({ name: "box", key: "hunter2" }, "box xhunter2x hunter2")).toBe(
    "box x(sensitive value)x (sensitive value)",
  );
});

test("all that is within a sensitive value is hidden, and what is sensitive within another", () => {
  const values = {
    pin: exactNumber("98765432109876543210"),
    all: { deep: ["alpha"] },
    parts: [{ key: "gamma", name: "delta" }],
    named: { k: "epsilon" },
  };
  expect(redacted(values, "98765432109876543210 alpha gamma delta epsilon k")).toBe(
    "(sensitive value) (sensitive value) (sensitive value) delta (sensitive value) k",
  );
});

test("a secret is hidden in its JSON and URL forms as well, and its special characters mean nothing", () => {
  expect(redacted({ key: 'a"b/c+.*' }, '{"x":"a\\"b/c+.*"} ?k=a%22b%2Fc%2B.* ax"b')).toBe(
    '{"x":"(sensitive value)"} ?k=(sensitive value) ax"b',
  );
});

test("a very short secret is hidden only where it stands alone", () => {
  expect(redacted({ key: "on" }, "on one: on.")).toBe("(sensitive value) one: (sensitive value).");
});

test("of two secrets the longer goes first", () => {
  expect(redacted({ key: "secret", named: { k: "secretive" } }, "secretive")).toBe("(sensitive value)");
});

test("what is absent, unknown or empty hides nothing", () => {
  expect(redacted({ key: undefined, pin: unknown, named: { k: "" }, parts: null }, "all is said")).toBe("all is said");
  expect(redacted("garbage" as never, "all is said")).toBe("all is said");
});

test("half a character is no obstacle", () => {
  expect(redacted({ key: "abc\ud800def" }, "abc\ud800def")).toBe("(sensitive value)");
});

test("what was learnt around is hidden as well", () => {
  const outer = new Secrets();
  outer.learn(attributes, { key: "hunter2" });
  expect(redacted({ key: "swordfish" }, "hunter2 swordfish", outer)).toBe("(sensitive value) (sensitive value)");
});
