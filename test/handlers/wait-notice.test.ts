import { waitNotice } from "../../src/handlers/wait-notice";
import { apiFor, contextFor, type Emulated, emulated } from "../support/emulated";

let emulator: Emulated;
beforeEach(async () => {
  emulator = await emulated();
});
afterEach(() => emulator.close());

test("a long wait is told once, with its length, and the next one again", async () => {
  const { api } = apiFor(emulator);
  const { context, warnings } = contextFor(api);
  const notice = waitNotice(api);
  notice(context);
  expect(warnings).toEqual([]);

  for (const told of ["46 s", "92 s"]) {
    await emulator.fault({ fault: "status", status: 429, headers: { "Retry-After": "42" } });
    await api.apiKeys.listFresh();
    notice(context);
    notice(context);
    expect(warnings.splice(0)).toMatchObject([{ detail: expect.stringContaining(told) }]);
  }
});

test("a short wait is not worth a word", async () => {
  const { api } = apiFor(emulator);
  const { context, warnings } = contextFor(api);
  await emulator.fault({ fault: "status", status: 503 });
  await api.users.me();
  waitNotice(api)(context);
  expect(api.waitedMs()).toBeGreaterThan(0);
  expect(warnings).toEqual([]);
});
