import type { Finding, Path } from "../schema";

/** What is wrong with the names of a configuration's members: each that does not exist, with the one that was meant. */
export function unknownNames(given: object, known: readonly string[], within: Path = []): Finding[] {
  return Object.entries(given)
    .filter(([name, value]) => value !== undefined && !known.includes(name))
    .map(([name]) => ({ path: [...within, name], why: `There is no \`${name}\`.${suggestion(name, known)}` }));
}

/** The name that was probably meant, as a sentence after another; empty if none is alike. */
export function suggestion(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(PART, Math.floor(candidate.length / 3)))
    .sort((one, other) => one.edits - other.edits);
  return nearest
    ? ` Did you mean \`${nearest.candidate}\`?`
    : ` There is: ${known.map((one) => `\`${one}\``).join(", ")}.`;
}

/** How far a name is from one that it is the beginning of, or the reverse: farther than by a slip of one character. */
const PART = 1.5;

function distance(name: string, candidate: string): number {
  const isPart = candidate.startsWith(name) || name.startsWith(candidate);
  return Math.min(name.length > 2 && isPart ? PART : Number.POSITIVE_INFINITY, edits(name, candidate));
}

/** How many characters to insert, remove, replace, or swap with the next one, to make one text of another. */
function edits(one: string, other: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped =
        one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? (before[j - 2] ?? replaced) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
}
