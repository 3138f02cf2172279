import { constants, generateKeyPairSync, privateDecrypt } from "node:crypto";
import { apiKey } from "../../src/handlers";
import { validate } from "../../src/schema";
import { decrypt, fingerprint } from "../../src/sealing";
import { apiFor, contextFor, type Emulated, emulatedInVirtualTime } from "../support/emulated";

const DAY = 86_400_000;
const wanted = { name: "CI", permission: "read", deletionProtection: false } as const;

type Input = Parameters<typeof apiKey.create>[0];
type State = Awaited<ReturnType<typeof apiKey.create>>;

let emulator: Emulated;
beforeEach(async () => {
  emulator = await emulatedInVirtualTime({
    seed: { users: [{ name: "Olivia", email: "o@example.com", role: "owner" }] },
  });
});
afterEach(() => emulator.close());

/** One process: nothing is remembered from the last. */
function process(change: Parameters<typeof contextFor>[1] = {}) {
  const kept: unknown[] = [];
  const { warnings, context } = contextFor(apiFor(emulator).api, change);
  return { warnings, kept, context: { ...context, keep: (state: unknown) => void kept.push(state) } };
}

/** What Terraform does: refresh, plan, and apply if the plan changes something. */
async function apply(
  input: Input,
  state: State,
  change = {},
): Promise<{ state: State; renewed: readonly string[]; warnings: string[] }> {
  const { context, warnings } = process(change);
  const refreshed = await apiKey.read(state, context);
  if (!refreshed) throw new Error("The key is gone.");
  const renewed = apiKey.renews?.(input, refreshed) ?? [];
  await apiKey.plan?.({ draft: input, state: refreshed }, context);
  const next = await apiKey.update(input, refreshed, context);
  const same = renewed.length > 0 ? next : { ...next };
  return { state: same, renewed, warnings: warnings.map(({ summary }) => summary) };
}

const live = async () => (await emulator.state()).apiKeys.filter(({ name }) => name.startsWith("CI"));
const created = (input: Input = wanted) => apiKey.create(input, process().context);
const works = async (value = "") =>
  (await fetch(`${emulator.url}/user/me`, { headers: { authorization: `Bearer ${value}` } })).status === 200;

describe("a rotation", () => {
  const rotation = { every: "90d", overlap: "7d" };
  const rotating: Input = { ...wanted, rotation };

  test("is not due before its time, and then gives a new value in place while the former one works on", async () => {
    const first = await created(rotating);
    emulator.time.pass(89 * DAY);
    const early = await apply(rotating, first);
    expect(early.renewed).toEqual([]);
    expect(early.state).toMatchObject({ id: first.id, key: first.key, generation: 1 });
    emulator.time.pass(2 * DAY);
    const { state, renewed } = await apply(rotating, early.state);
    expect(renewed).toEqual(expect.arrayContaining(["id", "key", "hint", "generation", "fingerprint", "previous"]));
    expect(state.id).not.toBe(first.id);
    expect(state).toMatchObject({ generation: 2, rotationDue: false, revocationDue: false, name: "CI" });
    const revokeAfter = new Date(emulator.time.now() + 7 * DAY).toISOString();
    expect(state.previous).toEqual([{ id: first.id, hint: first.hint, revokeAfter: expect.any(String) }]);
    expect((await live()).map(({ name }) => name).sort()).toEqual([
      "CI",
      `CI (previous, until ${revokeAfter.slice(0, 10)})`,
    ]);
    expect(await works(first.key)).toBe(true);
    expect(await works(state.key)).toBe(true);
    expect((await apply(rotating, state)).renewed).toEqual([]);
  });

  test("revokes the former key in the first apply after the overlap, and only then", async () => {
    const first = await created(rotating);
    emulator.time.pass(91 * DAY);
    const { state } = await apply(rotating, first);
    emulator.time.pass(6 * DAY);
    expect((await apply(rotating, state)).renewed).toEqual([]);
    emulator.time.pass(2 * DAY);
    const after = await apply(rotating, state);
    expect(after.renewed).toEqual(["previous", "rotationDue", "revocationDue", "status"]);
    expect(after.state).toMatchObject({ id: state.id, key: state.key, generation: 2, previous: [] });
    expect(await works(first.key)).toBe(false);
    expect((await live()).map(({ id }) => id)).toEqual([state.id]);
  });

  test("without overlap revokes the former key at once: a trigger is enough for a leaked one", async () => {
    const before: Input = { ...wanted, rotation: { ...rotation, triggers: { leak: "none" } } };
    const first = await created(before);
    const { state } = await apply({ ...wanted, rotation: { overlap: "0s", triggers: { leak: "of today" } } }, first);
    expect(state).toMatchObject({ generation: 2, previous: [] });
    expect(await works(first.key)).toBe(false);
    expect(await live()).toHaveLength(1);
  });

  test("is not caused by declaring it for a key that had none", async () => {
    const first = await created();
    const { state } = await apply({ ...wanted, rotation: { ...rotation, triggers: { any: "1" } } }, first);
    expect(state).toMatchObject({ id: first.id, key: first.key, generation: 1 });
  });

  test("by a shorter `every` follows in the next apply, which the one that declares it announces", async () => {
    const first = await created(rotating);
    emulator.time.pass(40 * DAY);
    const shorter: Input = { ...wanted, rotation: { every: "30d", overlap: "7d" } };
    const declaring = await apply(shorter, first);
    expect(declaring.state).toMatchObject({ id: first.id, rotationDue: true });
    expect((await apply(shorter, declaring.state)).state).toMatchObject({ generation: 2 });
  });

  test("has its overlap changed while a former key lives", async () => {
    const first = await created(rotating);
    emulator.time.pass(91 * DAY);
    const { state } = await apply(rotating, first);
    const longer = await apply({ ...wanted, rotation: { every: "90d", overlap: "10d" } }, state);
    const shift = (one: State) => Date.parse(one.previous[0]?.revokeAfter ?? "");
    expect(shift(longer.state) - shift(state)).toBe(3 * DAY);
    const shorter = await apply({ ...wanted, rotation: { every: "90d", overlap: "0s" } }, longer.state);
    expect(shorter.state).toMatchObject({ id: state.id, previous: [] });
    expect(await works(first.key)).toBe(false);
  });

  test("of an imported key waits until the key is old enough", async () => {
    const first = await created();
    emulator.time.pass(50 * DAY);
    const imported = await apiKey.import?.(first.id, process().context);
    if (!imported) throw new Error("not imported");
    const declared = await apply(rotating, imported);
    expect(declared.state).toMatchObject({ id: first.id, rotationDue: false, generation: 1, key: undefined });
    emulator.time.pass(41 * DAY);
    expect((await apply(rotating, declared.state)).state).toMatchObject({ generation: 2, key: expect.any(String) });
  });

  test("keeps the former key listed as long as it cannot be revoked, and tries again", async () => {
    const first = await created(rotating);
    emulator.time.pass(91 * DAY);
    const { state } = await apply(rotating, first);
    emulator.time.pass(8 * DAY);
    await emulator.fault({
      method: "DELETE",
      path: `/apikey/${first.id}`,
      times: "always",
      fault: "status",
      status: 500,
    });
    const failed = await apply(rotating, state);
    expect(failed.warnings).toContain('A former key of "CI" was not revoked');
    expect(failed.state).toMatchObject({ previous: [{ id: first.id }], revocationDue: true });
    await emulator.control("DELETE", "faults");
    expect((await apply(rotating, failed.state)).state.previous).toEqual([]);
  });

  test("is refused where it would revoke a protected key or the acting one at once", async () => {
    const now: Input = { ...wanted, rotation: { triggers: { a: "1" } } };
    const next: Input = { ...wanted, rotation: { triggers: { a: "2" } } };
    const first = await created({ ...now, deletionProtection: true });
    await expect(apply({ ...next, deletionProtection: true }, first)).rejects.toMatchObject({
      kind: "deletion_protected",
    });
    const credential = { is: (value: string) => value === first.key, beginsWith: () => true };
    const open = { ...first, deletionProtection: false };
    await expect(apply(next, open, { credential })).rejects.toMatchObject({ kind: "own_key" });
    expect(await live()).toHaveLength(1);
  });

  test("with overlap leaves a protected former key alive as long as it is protected", async () => {
    const first = await created({ ...rotating, deletionProtection: true });
    emulator.time.pass(91 * DAY);
    const { state } = await apply({ ...rotating, deletionProtection: true }, first);
    emulator.time.pass(8 * DAY);
    expect((await apply({ ...rotating, deletionProtection: true }, state)).renewed).toEqual([]);
    expect(await works(first.key)).toBe(true);
    expect((await apply(rotating, state)).state.previous).toEqual([]);
  });

  test("leaves nothing behind when it fails, and the key as it was", async () => {
    const first = await created(rotating);
    emulator.time.pass(91 * DAY);
    await emulator.fault({
      method: "POST",
      path: "/apikey",
      times: "always",
      fault: "status",
      status: 500,
    });
    const { context, kept } = process();
    const refreshed = await apiKey.read(first, context);
    if (!refreshed) throw new Error("gone");
    await expect(apiKey.update(rotating, refreshed, context)).rejects.toMatchObject({ kind: "server" });
    expect(kept).toEqual([]);
    expect((await live()).map(({ id }) => id)).toEqual([first.id]);
  });

  test("takes the place of a key that somebody has deleted, so that its former keys stay accounted for", async () => {
    const first = await created(rotating);
    emulator.time.pass(91 * DAY);
    const { state } = await apply(rotating, first);
    await emulator.control("DELETE", `apikey/${state.id}`);
    const healed = await apply(rotating, state);
    expect(healed.state).toMatchObject({ generation: 3 });
    expect(healed.state.previous.map(({ id }) => id)).toContain(first.id);
    await apiKey.delete(healed.state, process().context);
    expect(await live()).toEqual([]);
  });

  test("ends with the resource: nothing is left", async () => {
    const first = await created(rotating);
    emulator.time.pass(91 * DAY);
    const { state } = await apply(rotating, first);
    expect(await live()).toHaveLength(2);
    await apiKey.delete(state, process().context);
    expect(await live()).toEqual([]);
  });
});

describe("an expiry", () => {
  const until = (days: number) => new Date(emulator.time.now() + days * DAY).toISOString();

  test("is warned of, then planned, and revokes the key while its record stays", async () => {
    const input: Input = { ...wanted, expiresAt: until(30) };
    const first = await created(input);
    expect((await apply(input, first)).warnings).toEqual([]);
    emulator.time.pass(20 * DAY);
    expect((await apply(input, first)).warnings).toEqual([expect.stringContaining('"CI" expires at')]);
    emulator.time.pass(11 * DAY);
    const refreshed = await apiKey.read(first, process().context);
    expect(refreshed).toMatchObject({ status: "expired", revocationDue: true });
    const { state, renewed } = await apply(input, first);
    expect(renewed).toEqual(expect.arrayContaining(["key", "status"]));
    expect(state).toMatchObject({ id: first.id, status: "expired", key: undefined, revocationDue: false });
    expect(await live()).toEqual([]);
    const later = await apply(input, state);
    expect(later.renewed).toEqual([]);
    expect(later.state).toEqual(state);
    await apiKey.delete(later.state, process().context);
  });

  test("that is put off makes a new key, or lets a key that still lives live on", async () => {
    const input: Input = { ...wanted, expiresAt: until(30) };
    const first = await created(input);
    const longer: Input = { ...wanted, expiresAt: until(60) };
    const alive = await apply(longer, first);
    expect(alive.state).toMatchObject({ id: first.id, key: first.key, status: "active" });
    emulator.time.pass(61 * DAY);
    const { state } = await apply(longer, alive.state);
    const renewed = await apply({ ...wanted, expiresAt: until(30) }, state);
    expect(renewed.state).toMatchObject({ status: "active", generation: 2, previous: [], key: expect.any(String) });
    expect(await live()).toHaveLength(1);
  });

  test("revokes former keys as well, though their overlap has not passed", async () => {
    const input: Input = { ...wanted, expiresAt: until(92), rotation: { every: "90d", overlap: "30d" } };
    const first = await created(input);
    emulator.time.pass(91 * DAY);
    const { state } = await apply(input, first);
    expect(await live()).toHaveLength(2);
    emulator.time.pass(2 * DAY);
    expect((await apply(input, state)).state).toMatchObject({ status: "expired", previous: [], revocationDue: false });
    expect(await live()).toEqual([]);
  });

  test("that somebody else has enforced leaves the record, and makes nothing anew", async () => {
    const input: Input = { ...wanted, expiresAt: until(30) };
    const first = await created(input);
    emulator.time.pass(31 * DAY);
    await emulator.control("DELETE", `apikey/${first.id}`);
    const { context, warnings } = process();
    const refreshed = await apiKey.read(first, context);
    expect(refreshed).toMatchObject({ id: first.id, status: "expired", key: undefined, revocationDue: false });
    expect(warnings).toEqual([]);
    if (refreshed) expect(apiKey.renews?.(input, refreshed)).toEqual([]);
    expect(await live()).toEqual([]);
  });

  test("in the past is refused before anything is made", async () => {
    await expect(created({ ...wanted, expiresAt: "2020-01-01T00:00:00Z" })).rejects.toMatchObject({
      kind: "already_expired",
    });
    expect(await live()).toEqual([]);
  });
});

describe("recipients", () => {
  const rsa = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  /** Undoes PKCS#1 v1.5 by hand, since newer Node.js no longer does: 0, 2, random bytes, 0, the value. */
  const opened = ({ encryptedKey = "" }: State) => {
    const key = { key: rsa.privateKey, padding: constants.RSA_NO_PADDING };
    const padded = privateDecrypt(key, Buffer.from(encryptedKey, "base64"));
    expect([...padded.subarray(0, 2)]).toEqual([0, 2]);
    return padded.subarray(padded.indexOf(0, 2) + 1).toString();
  };
  const sealed: Input = { ...wanted, recipients: [rsa.publicKey] };

  test("get the value encrypted, and the state does not hold it", async () => {
    const { context, kept } = process();
    const state = await apiKey.create(sealed, context);
    expect(state.key).toBeUndefined();
    expect(await works(opened(state))).toBe(true);
    expect(state.fingerprint).toBe(fingerprint(opened(state)));
    expect(JSON.stringify([state, kept])).not.toContain(opened(state));
  });

  test("of age decrypt with their identity", async () => {
    const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
    const identity = await generateX25519Identity();
    const state = await created({ ...wanted, recipients: [await identityToRecipient(identity)] });
    expect(await works(await decrypt(state.encryptedKey ?? "", identity))).toBe(true);
    await expect(decrypt(state.encryptedKey ?? "", await generateX25519Identity())).rejects.toMatchObject({
      kind: "not_decrypted",
    });
  });

  test("that are added encrypt the value that the state holds, without another key", async () => {
    const first = await created();
    const { state, renewed } = await apply(sealed, first);
    expect(renewed).toEqual(["key", "encryptedKey"]);
    expect(state).toMatchObject({ id: first.id, key: undefined, generation: 1 });
    expect(opened(state)).toBe(first.key);
    expect((await apply(sealed, state)).renewed).toEqual([]);
  });

  test("that change where only they know the value are a rotation", async () => {
    const { state: first } = await apply(sealed, await created(sealed));
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" });
    const { state } = await apply({ ...wanted, recipients: [String(other)] }, first);
    expect(state).toMatchObject({ generation: 2, key: undefined });
    expect(state.id).not.toBe(first.id);
    expect(await live()).toHaveLength(1);
  });

  test("are not taken away: nobody could say what the state should hold", async () => {
    const first = await created(sealed);
    await expect(apply(wanted, first)).rejects.toMatchObject({ kind: "recipients_removed" });
  });

  test.each([
    ["age1nonsense", /neither an age recipient/],
    ["AGE-SECRET-KEY-1QQQQQQ", /identity, which is secret/],
    [rsa.privateKey, /private key, which is secret/],
    ["-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----", /begins like a key in PEM/],
    [
      generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "pem" }) as string,
      /only RSA/,
    ],
    [
      generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey.export({ type: "spki", format: "pem" }) as string,
      /2048/,
    ],
  ])("that are none are refused before anything is made, and secrets are not shown: %#", async (recipient, why) => {
    const failure = await created({ ...wanted, recipients: [recipient] }).catch((error: Error) => error);
    expect(failure).toMatchObject({ kind: "bad_recipient", detail: expect.stringMatching(why), path: ["recipients"] });
    if (/SECRET|PRIVATE/.test(recipient)) expect(JSON.stringify(failure)).not.toContain(recipient.slice(20, 60));
    expect(await live()).toEqual([]);
  });

  test("of RSA stand alone", async () => {
    await expect(created({ ...wanted, recipients: [rsa.publicKey, "age1x"] })).rejects.toMatchObject({
      kind: "bad_recipient",
    });
  });
});

test.each([
  [{ rotation: { every: "soon" } }, /`every` must be a duration/],
  [{ rotation: { every: "0s" } }, /longer than nothing/],
  [{ rotation: { overlap: "-1d" } }, /`overlap` must be a duration/],
  [{ expiresAt: "tomorrow" }, /`expires_at` must be a time/],
  [{ expiresAt: "2027-01-31" }, /`expires_at` must be a time/],
  [{ warnBefore: "1 week" }, /`warn_before` must be a duration/],
])("%j is refused", (declared, why) => {
  expect(validate(apiKey, { ...wanted, ...declared } as never)).toEqual([
    expect.objectContaining({ why: expect.stringMatching(why) }),
  ]);
});

test("a state of before keys had a lifetime is taken over", () => {
  expect(apiKey.upgrades?.[0]?.({ id: "1", name: "CI" })).toMatchObject({
    id: "1",
    generation: 1,
    previous: [],
    status: "active",
  });
});
