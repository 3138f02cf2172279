import { gate, readFailOn } from "../../src/review/gate";
import { DATA, EVERYONE, entry, key, meaning, only, PLATFORM, planOf, planText, reportOf, team } from "./plans";

describe("what a change means", () => {
  test.each([
    ["more permission", { permission: "read" }, { permission: "read-write" }, ["broader"]],
    ["less permission", { permission: "read-write" }, { permission: "read" }, ["narrower"]],
    [
      "a permission that is not known to this version",
      { permission: "read-write" },
      { permission: "admin" },
      ["broader"],
    ],
    ["a first share with a team", {}, { read_access: [PLATFORM] }, ["broader"]],
    ["a first share with the organization", { read_access: [] }, { read_access: [EVERYONE] }, ["broader"]],
    ["another who manages", { write_access: [DATA] }, { write_access: [DATA, PLATFORM] }, ["broader"]],
    ["one fewer who manages", { write_access: [DATA, PLATFORM] }, { write_access: [DATA] }, ["narrower"]],
    ["one team in place of another", { read_access: [DATA] }, { read_access: [PLATFORM] }, ["broader"]],
    [
      "less permission, but one more team",
      { permission: "read-write" },
      { permission: "read", read_access: [DATA] },
      ["broader"],
    ],
    ["another order", { read_access: [DATA, PLATFORM] }, { read_access: [PLATFORM, DATA] }, []],
    [
      "another way of writing",
      { read_access: [DATA.toUpperCase().replace("TEAM", "team")] },
      { read_access: [DATA] },
      [],
    ],
    ["none and an empty list", { read_access: null }, { read_access: [] }, []],
    ["another name", {}, { name: "CI 2" }, ["renamed"]],
    ["another justification", {}, { justification: "why" }, ["justification"]],
    ["protection from deletion, which is not about access", {}, { deletion_protection: true }, []],
  ])("%s", (_, before, after, kinds) => {
    expect(meaning(before, after)).toEqual(kinds);
  });

  test.each([
    [["create"], null, key(), ["new"]],
    [["create"], null, key({ permission: "read-write" }), ["new-privileged", "new"]],
    [["create"], null, key({ read_access: [DATA, EVERYONE] }), ["new-privileged", "new"]],
    [["create"], null, key({ write_access: [EVERYONE] }), ["new-privileged", "new"]],
    [["create"], null, key({ read_access: [DATA], write_access: [PLATFORM] }), ["new"]],
    [["delete"], key(), null, ["revoked"]],
    [["delete", "create"], key(), key(), ["replaced"]],
    [["create", "delete"], key(), key({ permission: "read-write" }), ["broader", "replaced"]],
    [["create", "forget"], key(), key(), ["replaced"]],
    [["forget"], key(), null, ["forgotten"]],
    [["no-op"], key(), key(), undefined],
    [["read"], null, key(), undefined],
  ])("actions %j", (actions, before, after, kinds) => {
    expect(reportOf([entry({ actions, before, after })]).changes[0]?.kinds).toEqual(kinds);
  });

  test("an import and a move are told, and what they change besides", () => {
    const imported = {
      before: key(),
      after: key({ permission: "read-write", justification: "x" }),
      importing: { id: "1" },
    };
    expect(only([entry(imported)]).kinds).toEqual(["broader", "imported"]);
    const moved = {
      actions: ["no-op"],
      before: key(),
      after: key(),
      more: { previous_address: "cloudcraft_api_key.old" },
    };
    expect(only([entry(moved)])).toMatchObject({ kinds: ["moved"], previousAddress: "cloudcraft_api_key.old" });
  });

  test.each([
    [{ permission: true }, { permission: "read" }, ["broader"]],
    [{ permission: true }, { permission: "read-write" }, ["narrower"]],
    [{ read_access: true }, {}, ["broader"]],
    [{ write_access: [false, true] }, { write_access: [DATA] }, ["broader"]],
    [{ name: true }, {}, ["renamed"]],
    [{ updated_at: true, hint: true }, {}, []],
  ])("what is unknown until apply, %j, counts as the worst that it may become", (unknown, before, kinds) => {
    const after: Record<string, unknown> = { ...key(before) };
    for (const name of Object.keys(unknown)) if (name !== "write_access") after[name] = null;
    expect(meaning(before, after, { unknown })).toEqual(kinds);
  });

  test("drift is told, whether the plan puts it right or not", () => {
    const drift = entry({ before: key(), after: key({ permission: "read-write", read_access: [DATA] }) });
    const put = entry({ before: key({ permission: "read-write", read_access: [DATA] }), after: key() });
    const right = only([put], { resource_drift: [drift] });
    expect(right.kinds).toEqual(["drift", "narrower"]);
    expect(right.drift).toMatchObject({ deleted: false, permission: { before: "read", after: "read-write" } });
    expect(only([], { resource_drift: [drift] })).toMatchObject({ kinds: ["drift"], action: "none" });
    const touched = entry({ before: key(), after: key({ updated_at: "later" }) });
    expect(reportOf([], { resource_drift: [touched] }).changes).toEqual([]);
  });

  test("a key that was deleted outside is made again", () => {
    const change = only([entry({ actions: ["create"], after: key() })], {
      resource_drift: [entry({ actions: ["delete"], before: key() })],
    });
    expect(change).toMatchObject({ kinds: ["new", "drift"], drift: { deleted: true } });
  });

  test("what is deferred, and what an interrupted replacement left behind, is told", () => {
    const deferred = {
      deferred_changes: [{ reason: "unknown", resource_change: entry({ actions: ["create"], after: key() }) }],
    };
    expect(only([], deferred).notes.join()).toContain("Deferred");
    const deposed = entry({ actions: ["delete"], before: key(), more: { deposed: "abcd1234" } });
    expect(only([deposed]).notes.join()).toContain("interrupted");
  });

  test("modules, indexes and stacks are told; data sources and others' resources are not", () => {
    const address = 'module.a["x.y"].cloudcraft_api_key.ci["b"]';
    const change = only([
      entry({ address, actions: ["create"], after: key(), more: { module_address: 'module.a["x.y"]' } }),
      entry({ address: "data.cloudcraft_api_key.x", mode: "data", actions: ["read"], after: key() }),
      entry({ address: "aws_iam_user.x", type: "aws_iam_user", actions: ["create"], after: { name: "x" } }),
    ]);
    expect(change).toMatchObject({ address, module: 'module.a["x.y"]', index: "b", stack: null });
  });

  test("teams have the names that the plan's look-ups found, and those that wait are named from the configuration", () => {
    const one = { type: "cloudcraft_team", mode: "data", values: team(DATA, "Data") };
    const all = { type: "cloudcraft_teams", mode: "data", values: { teams: [team(PLATFORM, "Platform")] } };
    const reference = { references: ["data.cloudcraft_team.later.acl", "data.cloudcraft_team.later"] };
    const root_module = {
      resources: [
        { type: "cloudcraft_team", name: "later", mode: "data", expressions: { name: { constant_value: "Later" } } },
        { type: "cloudcraft_api_key", name: "ci", mode: "managed", expressions: { write_access: reference } },
      ],
    };
    const after = key({
      read_access: [DATA, PLATFORM.toUpperCase().replace("TEAM", "team"), EVERYONE],
      write_access: null,
    });
    const change = only([entry({ before: key(), after, unknown: { write_access: true } })], {
      prior_state: { values: { root_module: { child_modules: [{ resources: [one] }], resources: [all] } } },
      configuration: { root_module },
    });
    expect(change.seenBy.gained.map(({ kind, name }) => [kind, name])).toEqual([
      ["organization", null],
      ["team", "Data"],
      ["team", "Platform"],
    ]);
    expect(change.managedBy.pending).toEqual(["Later"]);
  });
});

describe("keys of null resources", () => {
  const triggers = (change: object = {}) => ({
    id: "1",
    triggers: {
      type: "cloudcraft_api_key",
      owner: "stack/ci",
      name: "CI",
      permission: "read",
      read_access: DATA,
      secret_file: "a/key",
      ...change,
    },
  });
  const replaced = (before: object, after: object, more: object = {}) =>
    entry({
      address: "null_resource.ci",
      type: "null_resource",
      actions: ["create", "delete"],
      before: triggers(before),
      after: triggers(after),
      sensitive: {},
      ...more,
    });

  test.each([
    [{}, { permission: "read-write" }, ["broader"]],
    [{ read_access: `${DATA},${PLATFORM}` }, {}, ["narrower"]],
    [{}, { name: "CI 2" }, ["renamed"]],
    [{}, { owner: "stack/other" }, ["replaced"]],
    [{}, { secret_file: "b/key" }, ["value-goes-to"]],
    [{}, { secret_file: undefined, secret_command: '["vault","kv"]' }, ["value-goes-to"]],
  ])("from %j to %j", (before, after, kinds) => {
    expect(only([replaced(before, after)])).toMatchObject({ way: "null_resource", kinds });
  });

  test("nothing but the records changes: nothing is told", () => {
    expect(reportOf([replaced({}, { records: "elsewhere" })]).changes).toEqual([]);
  });

  test("unknown and sensitive triggers are respected", () => {
    const change = only([
      replaced(
        {},
        { permission: undefined },
        { unknown: { triggers: { permission: true } }, sensitive: { triggers: { name: true } } },
      ),
    ]);
    expect(change).toMatchObject({
      kinds: ["broader"],
      name: { after: null },
      unknown: ["permission"],
      sensitive: ["name"],
    });
  });

  test("a key that the provider's own resource takes over is no revoked one", () => {
    const gone = entry({
      address: "null_resource.ci",
      type: "null_resource",
      actions: ["delete"],
      before: triggers(),
      sensitive: {},
    });
    const sweep = { triggers: { type: "cloudcraft_sweep", handed_over: '["stack/ci"]' } };
    const swept = entry({
      address: "null_resource.sweep",
      type: "null_resource",
      actions: ["create"],
      after: sweep,
      sensitive: {},
    });
    expect(only([gone])).toMatchObject({ kinds: ["revoked"] });
    expect(only([gone, swept])).toMatchObject({ kinds: ["moved"] });
  });

  test("other null resources are ignored", () => {
    const other = entry({
      address: "null_resource.x",
      type: "null_resource",
      actions: ["create"],
      after: { triggers: { name: "x" } },
    });
    expect(reportOf([other]).changes).toEqual([]);
  });
});

describe("where a value goes", () => {
  const VALUE = String(key().key);
  const still = entry({ actions: ["no-op"], before: key(), after: key() });
  const made = entry({ actions: ["create"], after: key({ key: null }), unknown: { key: true } });
  const vault = (change: object) =>
    entry({ address: "vault_secret.x", type: "vault_secret", sensitive: { data: true }, ...change });
  const uses = (expression: object, type = "vault_secret", attribute = "data") => ({
    configuration: {
      root_module: {
        resources: [
          { type, name: "x", mode: "managed", expressions: { [attribute]: expression } },
          { type: "cloudcraft_api_key", name: "ci", mode: "managed" },
        ],
      },
    },
  });
  const value = { references: ["cloudcraft_api_key.ci.key", "cloudcraft_api_key.ci"] };

  test("a value that the plan knows is found wherever it is, in the forms that are common", () => {
    for (const form of [VALUE, `token=${VALUE}!`, btoa(VALUE), { nested: [VALUE] }]) {
      const change = only([still, vault({ before: { data: "x" }, after: { data: form } })]);
      expect(change.goesTo).toEqual([
        { kind: "resource", address: "vault_secret.x", attribute: "data", certain: true, clear: false },
      ]);
    }
  });

  test("a place that had it before is not new, nor one that gets a replaced key's new value", () => {
    expect(reportOf([still, vault({ before: { data: VALUE }, after: { data: `${VALUE}.` } })]).changes).toEqual([]);
    const replaced = entry({
      actions: ["delete", "create"],
      before: key(),
      after: key({ key: null }),
      unknown: { key: true },
    });
    const updated = vault({ before: { data: VALUE }, after: {}, unknown: { data: true } });
    expect(only([replaced, updated], uses(value))).toMatchObject({ kinds: ["replaced"], goesTo: [] });
  });

  test("a value that is not known yet is followed through the configuration", () => {
    const created = vault({ actions: ["create"], after: {}, unknown: { data: true } });
    expect(only([made, created], uses(value)).goesTo).toMatchObject([
      { address: "vault_secret.x", attribute: "data", certain: true },
    ]);
    const whole = { references: ["cloudcraft_api_key.ci"] };
    expect(only([made, created], uses(whole)).goesTo).toMatchObject([{ certain: false }]);
    const id = { references: ["cloudcraft_api_key.ci.id", "cloudcraft_api_key.ci"] };
    expect(only([made, created], uses(id)).goesTo).toEqual([]);
  });

  test("through the inputs and outputs of modules, and for each", () => {
    const address = 'module.inner.vault_secret.x["b"]';
    const configuration = {
      root_module: {
        resources: [{ type: "cloudcraft_api_key", name: "ci", mode: "managed" }],
        module_calls: {
          outer: {
            module: { outputs: { out: { expression: { references: ["var.in"] } } }, variables: { in: {} } },
            expressions: { in: { references: ["cloudcraft_api_key.ci"] } },
          },
          inner: {
            expressions: { keys: { references: ["module.outer.out", "module.outer"] } },
            module: {
              resources: [
                {
                  type: "vault_secret",
                  name: "x",
                  mode: "managed",
                  for_each_expression: { references: ["var.keys"] },
                  expressions: { data: { references: ["each.value.key", "each.value"] } },
                },
              ],
            },
          },
        },
      },
    };
    const keys = ["a", "b"].map((index) =>
      entry({
        address: `cloudcraft_api_key.ci["${index}"]`,
        actions: ["create"],
        after: key({ key: null }),
        unknown: { key: true },
      }),
    );
    const created = vault({ address, actions: ["create"], after: {}, unknown: { data: true }, more: { index: "b" } });
    const changes = reportOf([...keys, created], { configuration }).changes;
    expect(changes.find(({ index }) => index === "b")?.goesTo).toMatchObject([{ address, certain: true }]);
  });

  test("outputs, provisioners and what goes through local values", () => {
    const output = (sensitive: boolean) => ({
      actions: ["create"],
      before: null,
      after: VALUE,
      after_unknown: false,
      before_sensitive: sensitive,
      after_sensitive: sensitive,
    });
    expect(only([still], { output_changes: { token: output(true) } }).goesTo).toMatchObject([
      { kind: "output", address: "token", clear: false },
    ]);
    expect(only([still], { output_changes: { token: output(false) } }).goesTo).toMatchObject([{ clear: true }]);
    const provisioned = {
      configuration: {
        root_module: {
          resources: [
            {
              type: "vault_secret",
              name: "x",
              mode: "managed",
              provisioners: [{ type: "local-exec", expressions: { command: value } }],
            },
          ],
        },
      },
    };
    expect(only([made, vault({ actions: ["create"], after: {} })], provisioned).goesTo).toMatchObject([
      { kind: "provisioner", address: "vault_secret.x" },
    ]);
    const relevant_attributes = [{ resource: "cloudcraft_api_key.ci", attribute: ["key"] }];
    expect(only([made], { relevant_attributes }).goesTo).toMatchObject([{ kind: "unnamed", address: null }]);
  });

  test("references in circles end", () => {
    const module_calls = {
      a: {
        module: { outputs: { o: { expression: { references: ["var.v"] } } } },
        expressions: { v: { references: ["module.a.o"] } },
      },
    };
    const configuration = {
      root_module: { module_calls, outputs: { o: { expression: { references: ["module.a.o"] } } } },
    };
    expect(reportOf([made], { configuration }).changes).toHaveLength(1);
  });
});

describe("the gate", () => {
  const report = reportOf([
    entry({ actions: ["create"], after: key() }),
    entry({ address: "cloudcraft_api_key.b", before: key(), after: key({ name: "B" }) }),
  ]);

  test.each([
    ["broader", true],
    ["new", false],
    ["replace,revoke, drift,narrower", true],
    ["broader,new", false],
    ["any", false],
    ["none", true],
  ])("--fail-on %s passes: %s", (list, passed) => {
    expect(gate(report, readFailOn(list)).passed).toBe(passed);
  });

  test.each(["", "broad", "none,new", "new,,drift"])("--fail-on %j is refused", (list) => {
    expect(() => readFailOn(list)).toThrow(expect.objectContaining({ kind: "bad_usage" }));
  });
});

describe("what is no plan is refused, with its name and never a word of it", () => {
  const SECRET = "hush-hush-hush";
  const whole = planText([entry({ before: key({ key: SECRET }), after: key({ key: SECRET }) })]);
  test.each([
    ["", "it is empty"],
    [" \n", "it is empty"],
    ["PK\u0003\u0004rest", "it is a plan file itself"],
    [whole.slice(0, -40), "truncated"],
    [`${SECRET}`, "not JSON"],
    [whole.replace("{", `{"x": ${SECRET},`), "not JSON"],
    ["[]", "no object"],
    ['{"format_version":"1.0","values":{}}', "it is a state"],
    ['{"version":4,"resources":[]}', "it is a state"],
    ['{"@level":"info"}\n{"@level":"info"}', "log of `terraform plan -json`"],
    ['{"format_version":"1.0","provider_schemas":{}}', "schemas"],
    ["{}", "lacks what every plan has"],
    [whole.replace('"1.2"', '"2.0"'), "newer"],
    [whole.replace('"actions":["update"]', '"actions":"update"'), "resource_changes[0].change.actions is no list"],
    [whole.replace('["update"]', `["${SECRET}"]`), "no known action"],
    [whole.replace('"address":"cloudcraft_api_key.ci"', '"address":5'), "resource_changes[0] has no address"],
    [whole.replace('"change":{', '"change":null,"c":{'), "resource_changes[0].change is no object"],
    [
      whole.replace('"resource_changes":[', '"resource_changes":{"a":[').replace(/\]\}$/, "]}}"),
      "resource_changes is no list",
    ],
  ])("%#", (text, why) => {
    const read = () => planOf(text);
    expect(read).toThrow(expect.objectContaining({ kind: "bad_usage", message: expect.stringContaining("plan.json") }));
    expect(read).toThrow(expect.objectContaining({ message: expect.stringContaining(why) }));
    expect(read).not.toThrow(expect.objectContaining({ message: expect.stringContaining("hush") }));
  });

  test("what PowerShell writes is read", () => {
    const { readPlan } = jest.requireActual<typeof import("../../src/review/document")>("../../src/review/document");
    for (const bytes of [Buffer.from(`\ufeff${whole}`, "utf16le"), Buffer.from(`\ufeff${whole}`, "utf8")]) {
      expect(readPlan(bytes, "plan.json", "").changes).toHaveLength(1);
    }
  });
});
