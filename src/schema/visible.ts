const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** What moves a terminal's cursor, breaks a line, turns the direction of writing, or cannot be seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;

/**
 * What begins a command in the log of a CI: `##[`, `##vso[` and their like anywhere, `::` at the start of a line, which
 * any blank may become when a text is wrapped. An IPv6 address in a URL, `[::1]`, stays as it is.
 */
const COMMANDS = /##(?=\w*\[)|(?<![\w[])::/g;

/**
 * A text as people may see it, on one line: what somebody else wrote can neither change nor imitate what is said around
 * it. What would is written out, as in `\u001b`.
 */
export function visible(text: string): string {
  return withoutCommands(text).replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return SHORT[character] ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : escapeOf(code));
  });
}

/** A value as JSON that is as safe to look at as {@link visible} text, and means what it would without. */
export function visibleJson(value: unknown, indent?: number): string {
  return withoutCommands(JSON.stringify(value, null, indent)).replace(UNSEEN, (character) => {
    // Within strings, JSON writes it out already: this one is between them.
    if (character === "\n") return character;
    return Array.from({ length: character.length }, (_, at) => escapeOf(character.charCodeAt(at))).join("");
  });
}

function withoutCommands(text: string): string {
  return text.replace(COMMANDS, (found) => found.charAt(0) + escapeOf(found.charCodeAt(1)));
}

function escapeOf(code: number): string {
  return `\\u${code.toString(16).padStart(4, "0")}`;
}

/** A text of at most that many characters. */
export function clipped(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${[...text.slice(0, length)].slice(0, -1).join("")}…`;
}
