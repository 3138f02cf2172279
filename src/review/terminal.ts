import { clipped, visible } from "../schema";
import { factsOf, titleOf } from "./facts";
import type { Gate } from "./gate";
import { groupsOf } from "./groups";
import type { AccessChange, Kind, Report } from "./report";
import {
  type Fragment,
  headingOf,
  nothingOf,
  originsOf,
  remarksOf,
  scopeOf,
  stopsOf,
  totalsOf,
  WORDS,
} from "./wording";

const LONGEST_TEXT = 300;

type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

const CODES: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

const STYLES: Readonly<Record<Kind, { readonly sign: string; readonly style: Style }>> = {
  broader: { sign: "!", style: "red" },
  plaintext: { sign: "!", style: "red" },
  "new-privileged": { sign: "+", style: "red" },
  new: { sign: "+", style: "yellow" },
  replaced: { sign: "±", style: "red" },
  rotated: { sign: "±", style: "yellow" },
  "value-goes-to": { sign: ">", style: "yellow" },
  drift: { sign: "~", style: "yellow" },
  expired: { sign: "-", style: "yellow" },
  "former-revoked": { sign: "-", style: "cyan" },
  revoked: { sign: "-", style: "cyan" },
  narrower: { sign: "<", style: "green" },
  imported: { sign: "^", style: "cyan" },
  forgotten: { sign: "?", style: "yellow" },
  moved: { sign: "=", style: "dim" },
  renamed: { sign: "=", style: "dim" },
  justification: { sign: "=", style: "dim" },
};

/** A report for a terminal. */
export function terminal(report: Report, gate: Gate, { color }: { readonly color: boolean }): string {
  const paint = (style: Style, text: string) => (color ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text);
  const groups = groupsOf(report);
  const lines = [
    ...remarksOf(report).map((said) => `${paint("yellow", "Warning:")} ${said.map(plain).join("")}`),
    ...groups.flatMap(({ kind, changes }) => {
      const { sign, style } = STYLES[kind];
      return [
        paint("bold", paint(style, headingOf(report, kind, changes.length))),
        ...changes.flatMap((change) => entry(change, paint(style, sign), paint)),
        "",
      ];
    }),
    `${groups.length === 0 ? nothingOf(report) : totals(report)} (${scopeOf(report)})`,
    ...originsOf(report).map((said) => paint("dim", `Plan ${said.map(plain).join("")}`)),
    ...(gate.passed ? [] : [paint("red", `Stopped by --fail-on: ${stopsOf(gate)}.`)]),
  ];
  return `${lines.join("\n")}\n`;
}

function entry(change: AccessChange, sign: string, paint: (style: Style, text: string) => string): string[] {
  const { stack, address, kinds } = change;
  const also = kinds.slice(1).map((kind) => WORDS[kind]);
  const where = [safe(address), ...(stack === null ? [] : [`stack ${safe(stack)}`]), ...also].join(" · ");
  return [
    `  ${sign} ${paint("bold", plain(titleOf(change)))}  ${paint("dim", where)}`,
    ...factsOf(change).map(({ label, said, grave }) => {
      const text = said.map(plain).join("");
      const line = label === "" ? text : `${safe(label)}: ${text}`;
      return `      ${grave ? paint("bold", line) : line}`;
    }),
  ];
}

function totals(report: Report): string {
  return totalsOf(report)
    .map(({ count, word }) => `${count} ${word}`)
    .join(", ");
}

/** Quoted unless it is so plain that nobody can take it for words of ours. */
function plain(fragment: Fragment): string {
  if (typeof fragment === "string") return fragment;
  const text = safe(fragment.quoted);
  return PLAIN.test(text) ? text : `"${text}"`;
}

const PLAIN = /^[\p{L}\p{N}_.@/-]+( [\p{L}\p{N}_.@/-]+)*$/u;

function safe(text: string): string {
  return clipped(visible(text), LONGEST_TEXT);
}
