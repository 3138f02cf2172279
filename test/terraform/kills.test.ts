import { survive } from "./kills";

test("an apply that is killed together with its provider, or without it, is made good by the next", async () => {
  expect(await survive(4)).toMatchObject({ rounds: 4 });
}, 180_000);
