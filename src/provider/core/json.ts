import { decimalText, type ExactNumber, exactNumber } from "./value";

/** JSON without loss: a number that a JavaScript number would change becomes a {@link ExactNumber}. */
export function parseExactly(json: string): unknown {
  let mark = "#";
  while (json.includes(`"${mark}`)) mark += "#";
  const parts: string[] = [];
  let copied = 0;
  // A pattern for whole strings would need memory for each of their characters.
  const token = /"|-?\d[\d.eE+-]*/g;
  for (let found = token.exec(json); found; found = token.exec(json)) {
    const [text] = found;
    if (text === '"') token.lastIndex = endOfString(json, found.index);
    else if (decimalText(Number(text)) !== text) {
      parts.push(json.slice(copied, found.index), `"${mark}${text}"`);
      copied = token.lastIndex;
    }
  }
  if (parts.length === 0) return JSON.parse(json);
  const text = parts.join("") + json.slice(copied);
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === "string" && value.startsWith(mark) ? numberOf(value.slice(mark.length)) : value,
  );
}

function numberOf(text: string): number | ExactNumber {
  const plainly = Number(text);
  return Number.isFinite(plainly) && String(plainly) === text ? plainly : exactNumber(text);
}

/** Where the string that begins at a quote has ended. */
function endOfString(json: string, start: number): number {
  for (let at = json.indexOf('"', start + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let escapes = 0;
    while (json[at - 1 - escapes] === "\\") escapes++;
    if (escapes % 2 === 0) return at + 1;
  }
  return json.length;
}
