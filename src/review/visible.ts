const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * A text as people may see it: what would move a terminal's cursor, break a line, turn the direction of writing or be
 * invisible is written out, as in `\u001b`, and so is what makes a command in the log of a CI.
 */
export function visible(text: string): string {
  return text.replaceAll("##[", "#\\u0023[").replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return SHORT[character] ?? (code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`);
  });
}

/** A text of at most that many characters. */
export function clipped(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${[...text.slice(0, length)].slice(0, -1).join("")}…`;
}
