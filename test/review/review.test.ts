import { DEFAULT_FAIL_ON, FAIL_ON, gate, readFailOn } from "../../src/review/gate";
import { KINDS } from "../../src/review/report";
import { review } from "../../src/review/review";
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

  test("a rotation is told with what becomes of the former value, and what is due is told apart from drift", () => {
    const rotation = (overlap: string) => key({ rotation: { every: "90d", overlap, triggers: null } });
    const rotated = { before: key({ rotation_due: true }), unknown: { id: true, key: true } };
    expect(only([entry({ ...rotated, after: rotation("7d") })])).toMatchObject({
      kinds: ["rotated"],
      notes: ["The key gets another value; the former one works on for 7d."],
    });
    expect(only([entry({ ...rotated, after: rotation("0s") })]).notes).toEqual([
      expect.stringContaining("revoked at once: whoever uses it breaks"),
    ]);
    const due = key({ revocation_due: true, status: "active" });
    expect(only([entry({ before: due, after: key() })]).kinds).toEqual(["former-revoked"]);
    const expired = key({ revocation_due: true, status: "expired" });
    expect(only([entry({ before: expired, after: key() })])).toMatchObject({
      kinds: ["expired"],
      notes: ["The key has expired: it is revoked, and its record stays."],
    });
  });

  test("a value that is encrypted is told with for how many", () => {
    const notes = (recipients: string[] | null) =>
      only([entry({ actions: ["create"], before: null, after: key({ recipients }) })]).notes.join();
    expect(notes(["age1a", "age1b"])).toContain("encrypted for 2 recipients");
    expect(notes(["age1a"])).toContain("encrypted for one recipient");
    expect(notes(null)).not.toContain("encrypted");
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

describe("a key that is revoked and made anew under its name", () => {
  const gone = (change: Readonly<Record<string, unknown>>, address = "cloudcraft_api_key.old") =>
    entry({ address, actions: ["delete"], before: key(change) });
  const fresh = (change: Readonly<Record<string, unknown>>, address = "cloudcraft_api_key.fresh") =>
    entry({ address, actions: ["create"], after: key(change) });

  test.each([
    ["as it was", {}, {}, ["replaced"]],
    ["with more permission", {}, { permission: "read-write" }, ["broader", "replaced"]],
    ["for one more team", {}, { read_access: [DATA] }, ["broader", "replaced"]],
    ["with less permission", { permission: "read-write" }, {}, ["replaced", "narrower"]],
    ["in other letters", { name: "Nightly  job" }, { name: " nightly Job" }, ["replaced", "renamed"]],
  ])("%s", (_, before, after, kinds) => {
    const report = reportOf([gone(before), fresh(after)]);
    expect(report.changes).toMatchObject([
      { kinds, action: "replace", address: "cloudcraft_api_key.fresh", previousAddress: "cloudcraft_api_key.old" },
    ]);
    expect(report.plans[0]?.keys).toBe(1);
    expect(report.changes[0]?.notes.join()).toContain("`moved` block");
  });

  test("by other indexes, in other modules, and as another way of managing it", () => {
    const null_resource = entry({
      address: "null_resource.ci",
      type: "null_resource",
      actions: ["delete"],
      before: { triggers: { type: "cloudcraft_api_key", owner: "stack/ci", name: "CI", permission: "read" } },
      sensitive: {},
    });
    for (const old of [gone({}, 'cloudcraft_api_key.fresh["a"]'), gone({}, "module.m[0].x.y"), null_resource]) {
      expect(only([old, fresh({ permission: "read-write" })]).kinds).toEqual(["broader", "replaced"]);
    }
  });

  test("several of one name: like with like", () => {
    const [wide, narrow] = [{ permission: "read-write" }, { permission: "read" }];
    const changes = (...after: Readonly<Record<string, unknown>>[]) =>
      reportOf([
        gone(wide, "cloudcraft_api_key.a"),
        gone(narrow, "cloudcraft_api_key.b"),
        ...after.map((change, at) => fresh(change, `cloudcraft_api_key.fresh[${at}]`)),
      ]).changes.map(({ address, previousAddress, kinds }) =>
        `${previousAddress} ${address} ${kinds}`.replaceAll("cloudcraft_api_key.", ""),
      );
    expect(changes(narrow, wide).sort()).toEqual(["a fresh[1] replaced", "b fresh[0] replaced"]);
    expect(changes(narrow).sort()).toEqual(["b fresh[0] replaced", "null a revoked"]);
    expect(changes(wide, wide)).toEqual(["b fresh[1] broader,replaced", "a fresh[0] replaced"]);
  });

  test("keys of other names, and what an interrupted replacement left behind, are no pair", () => {
    expect(reportOf([gone({ name: "A" }), fresh({ name: "B" })]).changes.map(({ kinds }) => kinds)).toEqual([
      ["new"],
      ["revoked"],
    ]);
    const deposed = entry({ actions: ["delete"], before: key(), more: { deposed: "abcd1234" } });
    expect(reportOf([deposed, fresh({})]).changes.map(({ kinds }) => kinds)).toEqual([["new"], ["revoked"]]);
  });
});

describe("a team has a name only if the plan proves it", () => {
  const gained = (source: object, more: object = {}) =>
    only([entry({ before: key(), after: key({ read_access: [DATA] }) })], {
      prior_state: { values: { root_module: { resources: [source] } } },
      ...more,
    }).seenBy.gained;
  const source = (values: object, change: object = {}) => ({
    address: "data.cloudcraft_team.x",
    type: "cloudcraft_team",
    mode: "data",
    values,
    ...change,
  });
  const configured = (expressions: object, provider = "cloudcraft") => ({
    configuration: {
      root_module: {
        resources: [
          { type: "cloudcraft_team", name: "x", mode: "data", provider_config_key: provider, expressions },
          { type: "cloudcraft_api_key", name: "ci", mode: "managed", provider_config_key: "cloudcraft" },
        ],
      },
    },
  });
  const real = source(team(DATA, "Data"));

  test.each([
    ["an entry that is another team's", source({ ...team(PLATFORM, "Platform"), acl: DATA }), {}],
    ["no id", source({ acl: DATA, name: "Data" }), {}],
    ["an object that is no data source", source(team(DATA, "Data"), { mode: "managed" }), {}],
    ["what the configuration made up", real, configured({ acl: {} })],
    ["what another configuration of the provider found", real, configured({}, "cloudcraft.elsewhere")],
    [
      "a name that two teams have",
      source({ teams: [team(DATA, "Data"), team(PLATFORM, "Data")] }, { type: "cloudcraft_teams" }),
      {},
    ],
  ])("not by %s", (_, found, more) => {
    expect(gained(found, more)).toMatchObject([{ acl: DATA, name: null }]);
  });

  test("its members are counted, and those without a second factor", () => {
    const members = [{ mfa_enabled: true }, { mfa_enabled: false }, { mfa_enabled: null }];
    const found = source({ ...team(DATA.toUpperCase().replace("TEAM", "team"), "Data"), members });
    expect(gained(found, configured({ name: {} }))).toMatchObject([{ name: "Data", members: 3, withoutTwoFactor: 2 }]);
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

  test("what is not marked sensitive is in plaintext, be it known or not, and be it there before under a mark", () => {
    const bare = { data: { deep: false } };
    const known = vault({ before: {}, after: { data: { deep: VALUE } }, sensitive: bare });
    expect(only([still, known])).toMatchObject({ kinds: ["plaintext", "value-goes-to"], goesTo: [{ clear: true }] });
    const marked = vault({ before: {}, after: { data: { deep: VALUE } }, sensitive: { data: { deep: true } } });
    expect(only([still, marked])).toMatchObject({ kinds: ["value-goes-to"], goesTo: [{ clear: false }] });
    const unmarked = { before: { data: VALUE }, after: { data: VALUE }, sensitive: {} };
    expect(only([still, vault({ ...unmarked, sensitiveBefore: { data: true } })]).goesTo).toMatchObject([
      { clear: true },
    ]);
    expect(reportOf([still, vault({ ...unmarked, sensitiveBefore: {} })]).changes).toEqual([]);
    const later = vault({ actions: ["create"], after: {}, unknown: { data: true }, sensitive: {} });
    expect(only([made, later], uses(value))).toMatchObject({ kinds: ["plaintext", "new", "value-goes-to"] });
    // Terraform forgets the marks of what a replaced key goes to.
    const again = { before: key(), after: key({ key: null }), unknown: { key: true } };
    const replaced = entry({ actions: ["delete", "create"], ...again });
    expect(only([replaced, later], uses(value))).toMatchObject({ kinds: ["replaced", "value-goes-to"] });
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
    expect(only([still], { output_changes: { token: output(false) } })).toMatchObject({
      kinds: ["plaintext", "value-goes-to"],
      goesTo: [{ clear: true }],
    });
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

describe("whether a plan is complete", () => {
  const still = entry({ actions: ["no-op"], before: key(), after: key() });
  const declared = (name: string, more: object = {}) => ({
    type: "cloudcraft_api_key",
    name,
    mode: "managed",
    ...more,
  });
  const plan = (resources: readonly object[], changes = [still], more: object = {}) =>
    reportOf(changes, { complete: undefined, configuration: { root_module: { resources } }, ...more }).plans[0];
  const prior = (...addresses: string[]) => ({
    prior_state: {
      values: { root_module: { resources: addresses.map((address) => ({ address, mode: "managed", type: "x" })) } },
    },
  });
  const ci = declared("ci");
  const many = { for_each_expression: { references: ["var.all"] } };

  test.each([
    ["everything is in it", plan([ci, declared("data", { mode: "data" })]), "complete", []],
    ["one is not", plan([ci, declared("b"), { type: "x", name: "y" }]), "partial", ["cloudcraft_api_key.b", "x.y"]],
    ["there may be none of it", plan([ci, declared("b", many)]), "unclear", ["cloudcraft_api_key.b"]],
    ["there is none of it", plan([ci, declared("b", { count_expression: { constant_value: 0 } })]), "complete", []],
    [
      "some of it are in the state",
      plan([ci, declared("b", many)], [still], prior('cloudcraft_api_key.b["x"]')),
      "partial",
      ['cloudcraft_api_key.b["x"]'],
    ],
    ["some of it may be left out", plan([{ ...ci, ...many }]), "unclear", ["cloudcraft_api_key.ci"]],
    [
      "what is declared no more is left as it is",
      plan([ci], [still], prior("cloudcraft_api_key.ci", "cloudcraft_api_key.old")),
      "partial",
      ["cloudcraft_api_key.old"],
    ],
    ["it holds no object", plan([ci], [], prior("cloudcraft_api_key.ci")), "unclear", ["cloudcraft_api_key.ci"]],
    [
      "all is destroyed that there is",
      plan([ci, declared("b")], [entry({ actions: ["delete"], before: key() })], prior("cloudcraft_api_key.ci")),
      "complete",
      [],
    ],
    ["it has no configuration", plan([], [still], { configuration: undefined }), "unclear", []],
    ["it says that it is", plan([ci, declared("b")], [still], { complete: true }), "complete", []],
    [
      "it says that it is not",
      plan([ci, declared("b")], [still], { complete: false }),
      "partial",
      ["cloudcraft_api_key.b"],
    ],
  ])("%s", (_, found, completeness, missing) => {
    expect(found).toMatchObject({ completeness, complete: completeness === "complete", missing });
  });

  test("in modules as well", () => {
    const module_calls = { m: { count_expression: { references: ["var.n"] }, module: { resources: [ci] } } };
    const more = { configuration: { root_module: { resources: [ci], module_calls } } };
    expect(plan([], [still], more)).toMatchObject({
      completeness: "unclear",
      missing: ["module.m.cloudcraft_api_key.ci"],
    });
  });

  test.each([
    ["partial", plan([ci, { type: "x", name: "y" }]), 1],
    ["keys may be missing", plan([ci, declared("b", many)]), 1],
    ["only others may be missing", plan([ci, { type: "x", name: "y", ...many }]), 0],
  ])("what stops: %s", (_, found, count) => {
    const report = { ...reportOf([still]), plans: found ? [found] : [] };
    expect(gate(report, readFailOn(DEFAULT_FAIL_ON)).tripped).toEqual(count > 0 ? { partial: count } : {});
    expect(gate(report, readFailOn("broader")).passed).toBe(true);
  });
});

test("a plan says where it comes from", () => {
  const provider = (name: string, base_url: object) => ({
    name: "cloudcraft",
    full_name: "example.com/x/cloudcraft",
    version_constraint: "~> 0.1",
    expressions: { base_url },
    alias: name,
  });
  const user = {
    address: "data.cloudcraft_user.me",
    type: "cloudcraft_user",
    mode: "data",
    values: { name: "Olivia", email: "olivia@example.com" },
  };
  const more = {
    timestamp: "2026-01-02T03:04:05Z",
    variables: { url: { value: "https://b.example" } },
    prior_state: { values: { root_module: { resources: [user] } } },
    configuration: {
      provider_config: {
        a: provider("a", { constant_value: "https://a.example" }),
        b: provider("b", { references: ["var.url"] }),
        c: provider("c", { references: ["local.url"] }),
      },
      root_module: {},
    },
  };
  const told = {
    plannedAt: "2026-01-02T03:04:05Z",
    program: "Terraform",
    services: ["https://a.example", "https://b.example", null],
    actingAs: ["Olivia <olivia@example.com>"],
  };
  const document = planOf(planText([], more));
  const version = (origin: object) => review([{ ...document, origin }]).plans[0]?.provenance;
  expect(version({})).toEqual({
    ...told,
    providers: [{ address: "example.com/x/cloudcraft", version: "~> 0.1" }],
    digest: null,
  });
  const providerVersions = new Map([["example.com/x/cloudcraft", "0.1.7"]]);
  expect(version({ digest: "abc", providerVersions })).toEqual({
    ...told,
    providers: [{ address: "example.com/x/cloudcraft", version: "0.1.7" }],
    digest: "abc",
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
    ["renamed", false],
    ["imported,moved,forgotten,justification,value-goes-to,plaintext,revoked,replaced", true],
    ["any", false],
    ["none", true],
  ])("--fail-on %s passes: %s", (list, passed) => {
    expect(gate(report, readFailOn(list)).passed).toBe(passed);
  });

  test("every kind of change that is told has a word of its own", () => {
    expect(FAIL_ON).toEqual(expect.arrayContaining([...KINDS]));
  });

  test.each([
    [{ before: key(), after: key({ permission: "read-write" }) }, false],
    [{ actions: ["delete", "create"], before: key(), after: key() }, false],
    [{ actions: ["create"], after: key() }, true],
    [{ actions: ["create"], after: key({ permission: "read-write" }) }, false],
    [{ actions: ["create"], after: key({ read_access: null }), unknown: { read_access: true } }, false],
    [{ actions: ["delete"], before: key() }, true],
  ])("by default, %# passes: %s", (change, passed) => {
    expect(gate(reportOf([entry(change)]), readFailOn(DEFAULT_FAIL_ON)).passed).toBe(passed);
  });

  test("a plan with errors stops whatever is asked for, unless nothing is to stop", () => {
    const failed = reportOf([], { errored: true, complete: false });
    expect(gate(failed, ["drift"])).toMatchObject({ passed: false, tripped: { errored: 1 } });
    expect(gate(failed, ["none"]).passed).toBe(true);
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
    [`[command]/opt/terraform-bin show -json plan\n${whole}\n`, "set `terraform_wrapper: false`"],
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
    for (const text of [whole, `\ufeff${whole}`]) {
      for (const bytes of [
        Buffer.from(text, "utf8"),
        Buffer.from(text, "utf16le"),
        Buffer.from(text, "utf16le").swap16(),
      ]) {
        expect(readPlan(bytes, "plan.json", "").changes).toHaveLength(1);
      }
    }
  });

  test("actions that are not known are tolerated in what is no key", () => {
    const other = entry({ address: "x.y", type: "x", actions: ["transmute"], after: { z: String(key().key) } });
    const still = entry({ actions: ["no-op"], before: key(), after: key() });
    expect(only([still, other]).goesTo).toMatchObject([{ address: "x.y" }]);
  });
});
