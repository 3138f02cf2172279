import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv2020 from "ajv/dist/2020";
import { type Gate, gate, html, json, jsonSchema, markdown, type Report, review, terminal } from "../../src/review";
import { MARKER } from "../../src/review/markdown";
import { DATA, type Entry, EVERYONE, entry, key, PLATFORM, planOf, planText, reportOf, team } from "./plans";

const FORMATS: Readonly<Record<string, (report: Report, verdict: Gate) => string>> = {
  markdown,
  html,
  json,
  terminal: (report, verdict) => terminal(report, verdict, { color: false }),
  colored: (report, verdict) => terminal(report, verdict, { color: true }),
};
const formats = Object.keys(FORMATS);

/** What our own colours are written with. */
const PAINT = new RegExp(`${"\u001b"}\\[\\d+m`, "g");

function shown(format: string, report: Report, failOn: readonly string[] = ["broader"]): string {
  return FORMATS[format]?.(report, gate(report, failOn)) ?? "";
}

const update = (before: object, after: object, more: Entry = {}) =>
  entry({ before: key({ ...before }), after: key({ ...after }), ...more });

describe.each(formats)("%s", (format) => {
  test("says what is broader, who gains what, and why", () => {
    const teams = { type: "cloudcraft_teams", mode: "data", values: { teams: [team(DATA, "Data")] } };
    const text = shown(
      format,
      reportOf(
        [
          update(
            {},
            {
              permission: "read-write",
              read_access: [DATA],
              justification: "Exports [exception to NamePattern: old name]",
            },
          ),
        ],
        {
          prior_state: { values: { root_module: { resources: [teams] } } },
        },
      ),
    );
    for (const said of ["CI", "read-write", "Data", "Exports", "NamePattern", "old name"]) expect(text).toContain(said);
  });

  test("shows the whole audience, with what is new in it, and who lacks a second factor", () => {
    const source = (acl: string, name: string, ...factors: boolean[]) => ({
      type: "cloudcraft_team",
      mode: "data",
      address: `data.cloudcraft_team.${name}`,
      values: { ...team(acl, name), members: factors.map((mfa_enabled) => ({ mfa_enabled })) },
    });
    const OTHER = "team/44444444-4444-4444-8444-444444444444";
    const resources = [source(DATA, "Data", true, false), source(PLATFORM, "Platform", true), source(OTHER, "Other")];
    const text = shown(
      format,
      reportOf([update({ read_access: [PLATFORM, OTHER] }, { read_access: [PLATFORM, DATA] })], {
        prior_state: { values: { root_module: { resources } } },
      }),
    ).replaceAll(PAINT, "");
    const said = {
      json: /"withoutTwoFactor": 1/,
      html: /visible to.*<del>− <bdi>Other.*<ins>\+ <bdi>Data<\/bdi> \(2 members, 1 without two-factor sign-in\)<\/ins><br><bdi>Platform<\/bdi> \(1 member\)/,
      markdown:
        /visible to: \+ `Data` \(2 members, 1 without two-factor sign-in\), − `Other` \(0 members\), `Platform` \(1 member\)/,
    }[format];
    expect(text).toMatch(
      said ??
        /visible to: \+ Data \(2 members, 1 without two-factor sign-in\), − Other \(0 members\), Platform \(1 member\)/,
    );
  });

  test("says where each plan comes from", () => {
    const provider_config = {
      cloudcraft: {
        name: "cloudcraft",
        full_name: "example.com/x/cloudcraft",
        version_constraint: "0.1.7",
        expressions: { base_url: { constant_value: "https://cloudcraft.example" } },
      },
    };
    const document = planOf(
      planText([], { timestamp: "2026-01-02T03:04:05Z", configuration: { provider_config, root_module: {} } }),
    );
    const text = shown(format, review([{ ...document, origin: { digest: "0123abcd" } }]));
    for (const said of ["2026-01-02T03:04:05Z", "Terraform", "1.11.4", "example.com/x/cloudcraft", "0.1.7"])
      expect(text).toContain(said);
    for (const said of ["https://cloudcraft.example", "0123abcd"]) expect(text).toContain(said);
    expect(text).toMatch(/acting as whom the plan does not tell|"actingAs": \[\]/);
  });

  test("counts every key under each of its kinds", () => {
    const text = shown(
      format,
      reportOf(
        [
          update({}, { permission: "read-write", name: "A" }, { address: "x.a" }),
          update({ permission: "read-write" }, {}, { address: "x.b" }),
          update({ permission: "read-write" }, { name: "C" }, { address: "x.c" }),
        ],
        { resource_drift: [update({}, { permission: "read-write" }, { address: "x.b" })] },
      ),
    ).replace(/<[^>]*>|\*\*/g, "");
    if (format === "json") {
      expect(JSON.parse(text)).toMatchObject({ counts: { broader: 1, narrower: 2, renamed: 2, drift: 1 } });
      return;
    }
    for (const said of ["1 broader", "2 narrower", "2 renamed", "1 changed outside"]) expect(text).toContain(said);
    expect(text).toContain("Narrower access: 2 (1 of them above)");
  });

  test("says clearly that nothing changes", () => {
    const text = shown(format, reportOf([update({}, {}, { actions: ["no-op"] })]));
    expect(text).toMatch(format === "json" ? /"changes": \[\]/ : /Nothing changes about access\./);
  });

  test("says that a plan has errors, or is not complete", () => {
    expect(shown(format, reportOf([], { errored: true }))).toMatch(/has errors|"errored": true/);
    expect(shown(format, reportOf([], { complete: false }))).toMatch(/partial, not complete|"completeness": "partial"/);
  });

  test("shows nothing that is marked sensitive, wherever the plan has it and whatever the mark covers", () => {
    const secret = (at: number) => `hush${at}hush-${at}`;
    const text = planText(
      [
        update(
          { key: secret(1), name: secret(2) },
          { key: secret(1), name: secret(3), justification: secret(4) },
          {
            sensitive: { key: true, name: true, justification: true },
          },
        ),
        // The same texts where nothing marks them.
        update(
          {},
          { name: `also ${secret(3)}`, justification: `as in ${secret(5)}, ${secret(6)}, ${secret(7)}` },
          {
            address: `cloudcraft_api_key.b["${secret(5)}"]`,
            more: { index: secret(5), module_address: `module.${secret(6)}`, previous_address: `x.${secret(8)}` },
          },
        ),
        update(
          { read_access: [`team/${secret(9)}`] },
          { read_access: [`team/${secret(10)}`, DATA] },
          {
            address: "cloudcraft_api_key.c",
            sensitive: { key: true, read_access: [true, false] },
            sensitiveBefore: true,
          },
        ),
        // A key whose value nobody marked.
        update(
          { name: secret(11), key: secret(11) },
          { name: secret(12), key: secret(12) },
          {
            address: "cloudcraft_api_key.d",
            sensitive: false,
            sensitiveBefore: false,
          },
        ),
        entry({
          address: "vault.x",
          type: "vault",
          before: { a: [{ b: secret(13) }] },
          after: { a: [{ b: secret(14) }] },
          sensitive: { a: [{ b: true }] },
        }),
        update(
          {},
          { name: secret(13), justification: `${secret(14)} ${secret(15)} ${secret(16)} ${secret(17)}` },
          { address: "cloudcraft_api_key.e" },
        ),
      ],
      {
        variables: { v: { value: { deep: [secret(5)] } } },
        configuration: {
          root_module: {
            variables: { v: { sensitive: true }, w: { sensitive: true, default: secret(6) } },
            module_calls: {
              m: {
                module: { variables: { x: { sensitive: true } } },
                expressions: { x: { constant_value: secret(7) } },
              },
            },
          },
          provider_config: {
            cloudcraft: { name: "cloudcraft", expressions: { api_key: { constant_value: secret(15) } } },
          },
        },
        planned_values: { outputs: { o: { sensitive: true, value: secret(16) } }, root_module: {} },
        prior_state: {
          values: {
            root_module: {
              child_modules: [
                {
                  resources: [
                    { type: "x", values: { y: secret(17), z: secret(8) }, sensitive_values: { y: true, z: true } },
                  ],
                },
              ],
            },
          },
        },
        output_changes: {
          o: {
            actions: ["update"],
            before: secret(9),
            after: secret(16),
            before_sensitive: true,
            after_sensitive: true,
          },
        },
        terraform_version: secret(6),
      },
    );
    const report = review([planOf(text, `stack-${secret(5)}`)]);
    expect(report.changes.length).toBeGreaterThanOrEqual(5);
    expect(shown(format, report).match(/hush\d+hush/g)).toBeNull();
  });

  test("no name can break out of its place", () => {
    const evil = [
      "\u001b[31mred\u001b]0;title\u0007",
      "line\n::error::no\r\n# Head",
      "`code` ``two`` |cell| \\",
      "<script>alert(1)</script><img src=x onerror=alert(1)>",
      "</bdi></table>&lt;b&gt; \"'",
      "--> <!-- @team #1 [link](https://evil.example)",
      "right\u202eleft \u200b \u2066 \ufeff \u2028 \u0085",
      "##[error]no ::set-output name=x::y",
      "\ud800 lone",
    ];
    const report = reportOf(
      evil.map((name, at) =>
        update(
          { name: `was ${name}` },
          { name, justification: name, permission: "read-write", read_access: [`team/${name}`] },
          {
            address: `cloudcraft_api_key.k["${name}"]`,
            more: { index: name, previous_address: `old.${at}${name}` },
          },
        ),
      ),
      {
        output_changes: {
          [evil[3] ?? ""]: { actions: ["create"], before: null, after: String(key().key), after_sensitive: true },
        },
      },
    );
    const text = shown(format, report).replaceAll(format === "colored" ? PAINT : "-", format === "colored" ? "" : "-");
    expect(text).not.toMatch(/(?!\n)\p{Cc}|[\p{Cf}\u2028\u2029]/u);
    if (format === "json") {
      expect((JSON.parse(text) as Report).changes.map(({ name }) => name.after).sort()).toEqual(evil.sort());
      return;
    }
    // Nor give a CI a command.
    for (const line of text.split("\n")) expect(line).not.toMatch(/^\s*(::|# Head)|##\[/);
    if (format === "html") {
      expect(text).not.toMatch(/<(script|img)/);
      expect(text.match(/<bdi>/g)?.length).toBe(text.match(/<\/bdi>/g)?.length);
    }
    if (format === "markdown") {
      // Outside code there is only what is ours.
      const outside = text.replace(/`[^`]*`/g, "").replace(/&#(96|124);/g, "");
      for (const sign of ["<script", "evil", "@team", "[link", "alert", "-->\u0020<", "|"])
        expect(outside).not.toContain(sign);
    }
  });
});

test("the JSON is as its schema says, and the schema is shipped beside the code", () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(jsonSchema()));
  const reports = [
    reportOf([]),
    reportOf(
      [
        update({}, { permission: "read-write", read_access: [EVERYONE] }),
        entry({ actions: ["create"], after: key(), address: "x.y" }),
      ],
      {
        resource_drift: [update({ read_access: [DATA] }, { read_access: [PLATFORM] })],
        output_changes: { o: { actions: ["create"], before: null, after: String(key().key), after_sensitive: true } },
      },
    ),
  ];
  for (const report of reports) {
    validate(JSON.parse(shown("json", report, ["any", "broader"])));
    expect(validate.errors ?? []).toEqual([]);
  }
  const file = readFileSync(join(__dirname, "../../src/review/report-schema.json"), "utf8");
  expect(JSON.parse(file)).toEqual(JSON.parse(jsonSchema()));
});

describe("many changes", () => {
  const plan = (count: number) =>
    planText(
      Array.from({ length: count }, (_, at) => {
        const value = Buffer.from(`value of key ${at}, which is long`).toString("base64");
        return update(
          { key: value },
          { key: value, permission: "read-write", name: `Key ${at} ${"é".repeat(40)}`, read_access: [DATA] },
          {
            address: `cloudcraft_api_key.k["${at}"]`,
          },
        );
      }),
    );

  test("a Markdown report begins with its marker, folds what is long and stays below 60 kB", () => {
    for (const count of [1, 11, 300, 2_000]) {
      const text = shown("markdown", review([planOf(plan(count))]));
      expect(text.startsWith(`${MARKER}\n`)).toBe(true);
      expect(Buffer.byteLength(text)).toBeLessThan(60_000);
      expect(text.includes("<details>")).toBe(count > 10);
      expect(/and [\d,]+ more keys/.test(text)).toBe(count > 100);
      expect(text).toContain(`**${count} broader**`);
    }
  });

  test("many stacks, many teams and long names stay below it as well", () => {
    const acls = Array.from({ length: 500 }, (_, at) => `team/${at}`);
    const text = planText(
      [update({}, { name: "`".repeat(5_000), justification: "|".repeat(50_000), read_access: acls })],
      { errored: true },
    );
    const report = review(Array.from({ length: 400 }, (_, at) => planOf(text, `stack ${at} ${"s".repeat(300)}`)));
    expect(Buffer.byteLength(shown("markdown", report))).toBeLessThan(60_000);
  });

  test("10,000 keys are counted in every format", () => {
    const report = review([planOf(plan(10_000))]);
    for (const format of formats)
      expect([format, shown(format, report)]).toEqual([format, expect.stringMatching(/10,?000/)]);
  });
});

test("nothing that widens access is green", () => {
  const report = reportOf([
    update({}, { permission: "read-write", read_access: [DATA] }),
    entry({ address: "x.y", actions: ["create"], after: key({ read_access: [EVERYONE] }) }),
    entry({ address: "x.z", actions: ["create"], after: key() }),
  ]);
  expect(shown("colored", report)).not.toContain("\u001b[32m");
  const page = shown("html", report);
  expect(page).toContain("ins, .gain span { color: var(--red); }");
  expect(page).not.toMatch(/(\bins|\.gain|broader|plaintext|\.new)[^{}]*\{[^}]*--green/);
});

test("the page needs nothing else, runs no script, and says what language and width it is for", () => {
  const page = shown("html", reportOf([update({}, { read_access: [DATA] })]));
  expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:/);
  for (const part of [
    '<html lang="en">',
    "width=device-width",
    "default-src 'none'",
    "prefers-color-scheme: dark",
    "@media print",
    "<main>",
    "<h1>",
  ]) {
    expect(page).toContain(part);
  }
  for (const [, target] of page.matchAll(/href="#([^"]*)"/g)) expect(page).toContain(`id="${target}"`);
});
