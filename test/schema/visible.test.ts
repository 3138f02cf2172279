import { visible, visibleJson } from "../../src/schema";

const HOSTILE: readonly [what: string, text: string, shown: string][] = [
  ["moves the cursor", "a\u001b[2Kb\u009b1A\u007f", "a\\u001b[2Kb\\u009b1A\\u007f"],
  ["breaks a line", "a\nb\r\nc\u0085d\u2028e\u2029f", "a\\nb\\r\\nc\\u0085d\\u2028e\\u2029f"],
  ["turns the direction of writing", "a\u202eb\u2066c\u200f", "a\\u202eb\\u2066c\\u200f"],
  ["cannot be seen", "a\u200bb\u00adc\u3164d\u{e0041}\ufeff", "a\\u200bb\\u00adc\\u3164d\\u{e0041}\\ufeff"],
  ["is half a character", "a\ud800b", "a\\ud800b"],
  [
    "commands GitHub Actions",
    '::error::no  ::add-mask::x "::stop-commands::y',
    ':\\u003aerror::no  :\\u003aadd-mask::x ":\\u003astop-commands::y',
  ],
  ["commands GitHub Actions as of old", "x ##[error]no", "x #\\u0023[error]no"],
  ["commands Azure Pipelines", "x ##vso[task.setvariable variable=a]b", "x #\\u0023vso[task.setvariable variable=a]b"],
];

test.each(HOSTILE)("what %s is written out", (_what, text, shown) => {
  expect(visible(text)).toBe(shown);
});

test("what is shown once looks the same when it is shown again", () => {
  for (const [, text] of HOSTILE) expect(visible(visible(text))).toBe(visible(text));
});

test("names of people and places stay as they are, and so do addresses", () => {
  for (const text of ["Équipe Łódź", "平台 и 👩", "C# ## 1", "http://[::1]:8080/x", "arn:aws:iam::1:role/x", "a:b: c"])
    expect(visible(text)).toBe(text);
});

test("JSON is as safe to look at, and means the same", () => {
  const value = { all: HOSTILE.map(([, text]) => text) };
  for (const indent of [undefined, 2]) {
    const json = visibleJson(value, indent);
    expect(JSON.parse(json)).toEqual(value);
    expect(json.split("\n").map(visible).join("\n")).toBe(json);
  }
});
