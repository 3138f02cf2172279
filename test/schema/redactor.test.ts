import { Redactor } from "../../src/schema";

const KEY = "a+b/c29tZS1rZXktdGhhdC1pcy1zZWNyZXQtMDEy+/=";

function redacted(text: string, ...secrets: readonly string[]): string {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.learn(secret);
  return redactor.redact(text);
}

const everyByte = (text: string, write: (byte: number) => string) => [...Buffer.from(text)].map(write).join("");

test.each([
  ["as it is", KEY],
  ["with its slashes escaped", KEY.replaceAll("/", "\\/")],
  ["in JSON within JSON", JSON.stringify(JSON.stringify({ key: KEY.replaceAll("/", "\\/") }))],
  ["in a URL", encodeURIComponent(KEY)],
  ["in a URL, with small letters", encodeURIComponent(KEY).replace(/%../g, (byte) => byte.toLowerCase())],
  ["in a URL, every byte of it", everyByte(KEY, (byte) => `%${byte.toString(16)}`)],
  ["in a URL twice", encodeURIComponent(encodeURIComponent(KEY))],
  ["in JSON, every character of it", everyByte(KEY, (byte) => `\\u00${byte.toString(16)}`)],
  ["in HTML", everyByte(KEY, (byte) => `&#${byte};`)],
  ["in hexadecimal digits", Buffer.from(KEY).toString("hex")],
  ["in hexadecimal capitals", Buffer.from(KEY).toString("hex").toUpperCase()],
  ["in base64", Buffer.from(KEY).toString("base64")],
  ["in base64 with a user name", Buffer.from(`u:${KEY}`).toString("base64")],
  ["in base64 with something around", Buffer.from(`{${KEY}}`).toString("base64")],
  ["in base64 for a URL", Buffer.from(`x${KEY}`).toString("base64url")],
  ["cut off", KEY.slice(0, 15)],
  ["cut off in base64", Buffer.from(KEY).toString("base64").slice(0, 20)],
  ["cut off in a URL", encodeURIComponent(KEY).slice(0, 30)],
])("a secret is hidden %s", (_how, written) => {
  const said = redacted(`Not (${written}) at all`, KEY);
  expect(said).toContain("(sensitive value)");
  const rest = said.replaceAll("(sensitive value)", "");
  expect(rest.length).toBeLessThan("Not () at all".length + 20);
});

test("what is around stays", () => {
  expect(redacted(`x${KEY}x and "${KEY}".`, KEY)).toBe('x(sensitive value)x and "(sensitive value)".');
  expect(redacted("Key a+b of team/c29tZS", KEY)).toBe("Key a+b of team/c29tZS");
});

test("a secret that was read with the end of its line is known without it", () => {
  expect(redacted(`Was ${KEY}.`, `${KEY}\n`)).toBe("Was (sensitive value).");
});

test("characters of every kind have their forms", () => {
  const secret = 'p"a\\ß & 🔑 word-of-them';
  for (const written of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)])
    expect(redacted(`Not ${written}!`, secret)).toBe("Not (sensitive value)!");
});

test("of two that begin alike the longer is hidden, and one within another is no obstacle", () => {
  expect(redacted("secretive secret", "secret", "secretive")).toBe("(sensitive value) (sensitive value)");
});
