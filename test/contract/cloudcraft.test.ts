import description from "../../src/emulator/openapi.json";
import { judgeBy } from "./description";

/** A key of a real account; with it, what Cloudcraft documents is held against our description of it, read-only. */
const key = process.env.CLOUDCRAFT_CONTRACT_API_KEY;
const judge = judgeBy(JSON.parse(JSON.stringify(description)));

(key ? describe : describe.skip)("Cloudcraft itself, when CLOUDCRAFT_CONTRACT_API_KEY is set, agrees", () => {
  test.each([
    ["getMe", "/user/me", 200, key],
    ["listTeams", "/team", 200, key],
    ["getMe", "/user/me", 401, "wrong"],
  ])("on %s at %s with %i", async (operationId, path, status, value) => {
    const headers = { authorization: `Bearer ${value}` };
    const response = await fetch(`https://api.cloudcraft.co${path}`, { headers });
    expect(response.status).toBe(status);
    const actual = { status, headers: response.headers, text: await response.text() };
    expect(judge(operationId, actual)).toEqual([]);
  });
});
