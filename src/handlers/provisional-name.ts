/** What a key is called until its creator has its value. The mark is in front, where a service that cuts names leaves it. */
const PROVISIONAL = /^\[unfinished ([0-9a-f]{12})\] ?/;
/** So long a provisional name may be although its real one is shorter: a service may limit the length of names. */
const LENGTH = 40;
/** A service that cuts names at fewer characters than this is not reckoned with. */
const SHORTEST_CUT = 32;

/** The name of a key that is being created. It is no longer than {@link LENGTH}, or than the real name if that is longer. */
export function provisionalName(name: string, nonce: string): string {
  const characters = [...`[unfinished ${nonce}] ${name}`];
  return characters.slice(0, Math.max(LENGTH, [...name].length)).join("");
}

/** The nonce in a provisional name, which tells its creation from every other; `undefined` for every other name. */
export function nonceIn(name: string): string | undefined {
  return PROVISIONAL.exec(name)?.[1];
}

/** Whether a key was begun to get this name. */
export function isProvisionalNameOf(provisional: string, name: string): boolean {
  const nonce = nonceIn(provisional);
  if (nonce === undefined) return false;
  const expected = provisionalName(name, nonce);
  if (provisional === expected) return true;
  return provisional.length >= SHORTEST_CUT && expected.startsWith(provisional);
}
