import { decimalText, exactNumber, type Numeral } from "./value";

/** JSON without loss: a number that a JavaScript number would change becomes a {@link Numeral}. */
export function parseExactly(json: string): unknown {
  let mark = "#";
  while (json.includes(`"${mark}`)) mark += "#";
  let marked = false;
  const text = json.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g, (token) => {
    if (token.startsWith('"') || decimalText(Number(token)) === token) return token;
    marked = true;
    return `"${mark}${token}"`;
  });
  if (!marked) return JSON.parse(json);
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === "string" && value.startsWith(mark) ? numberOf(value.slice(mark.length)) : value,
  );
}

function numberOf(text: string): number | Numeral {
  const plainly = Number(text);
  return Number.isFinite(plainly) && String(plainly) === text ? plainly : exactNumber(text);
}
