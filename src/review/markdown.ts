import { clipped, visible } from "../schema";
import { factsOf, titleOf } from "./facts";
import type { Gate } from "./gate";
import { groupsOf } from "./groups";
import type { AccessChange, Report } from "./report";
import {
  counted,
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

/** The first line of every Markdown report, by which a bot finds the comment that it is to update. */
export const MARKER = "<!-- cdktf-cloudcraft review -->";

/** Hosts take comments of 65,536 characters; this many bytes leave room for what a bot adds. */
const LIMIT_BYTES = 60_000;
const LONGEST_TEXT = 200;
const FOLD_ABOVE = 10;
const MOST_PLANS = 20;

/** A report as Markdown, for a comment. */
export function markdown(report: Report, gate: Gate): string {
  const groups = groupsOf(report);
  const head = [
    MARKER,
    "## API keys: what changes about access",
    "",
    `${groups.length === 0 ? `**${nothingOf(report)}**` : summary(report)} (${scopeOf(report)})`,
    "",
    ...few(remarksOf(report).map((said) => `> [!WARNING]\n> ${said.map(render).join("")}\n`)),
    ...(gate.passed ? [] : [`**Needs approval:** ${stopsOf(gate)}.`, ""]),
  ].join("\n");
  const sections = groups.map(({ kind, changes }) => ({
    title: headingOf(report, kind, changes.length),
    items: changes.map(item),
  }));
  const origins = few(originsOf(report).map((said) => `- ${said.map(render).join("")}`));
  const foot = `\n### Reviewed plans\n\n${origins.join("\n")}\n`;
  const room = LIMIT_BYTES - bytes(head) - bytes(foot) - 400 * (sections.length + 1);
  const share = fairShare(
    sections.map(({ items }) => items.reduce((sum, text) => sum + bytes(text), 0)),
    room,
  );
  return `${head}\n${sections.map(({ title, items }) => section(title, items, share)).join("\n")}${foot}`;
}

/** The first of many, and how many more there are. */
function few(all: readonly string[]): readonly string[] {
  const rest = all.length - MOST_PLANS;
  return rest > 0 ? [...all.slice(0, MOST_PLANS), `- … and ${rest} more: see the report as HTML or JSON\n`] : all;
}

function summary(report: Report): string {
  return totalsOf(report)
    .map(({ kind, count, word }) => [kind, `${count} ${word}`] as const)
    .map(([kind, text]) => (kind === "broader" ? `**${text}**` : text))
    .join(" · ");
}

function section(title: string, items: readonly string[], share: number): string {
  let used = 0;
  const shown = items.filter((text) => {
    used += bytes(text);
    return used <= share;
  });
  const rest = items.length - shown.length;
  const more = rest > 0 ? `- … and ${counted(rest, "more key")}: see the report as HTML or JSON\n` : "";
  const list = `${shown.join("")}${more}`;
  if (items.length <= FOLD_ABOVE) return `### ${title}\n\n${list}`;
  return `<details><summary><b>${title}</b></summary>\n\n${list}\n</details>\n`;
}

function item(change: AccessChange): string {
  const { stack, address, kinds } = change;
  const where = [quoted(address), ...(stack === null ? [] : [`stack ${quoted(stack)}`])].join(", ");
  const also = kinds.slice(1).map((kind) => WORDS[kind]);
  const facts = factsOf(change).map(({ label, said, grave }) => {
    const text = said.map(render).join("");
    const named = label === "" ? text : `${escaped(label)}: ${text}`;
    return `  - ${grave ? `**${named}**` : named}\n`;
  });
  return `- **${render(titleOf(change))}** (${where})${also.length > 0 ? ` · also ${also.join(", ")}` : ""}\n${facts.join("")}`;
}

function render(fragment: Fragment): string {
  return typeof fragment === "string" ? fragment : quoted(fragment.quoted);
}

/**
 * A text as code, in which nothing is markup, a link or a mention. What would end the code, or a table's cell, stands
 * between two pieces of code as a character reference.
 */
function quoted(text: string): string {
  const parts = clipped(visible(text), LONGEST_TEXT).split(/([`|])/);
  const rendered = parts.map((part) => {
    if (part === "`" || part === "|") return `&#${part.charCodeAt(0)};`;
    if (part === "") return "";
    // Code that begins and ends with a space loses both.
    return `\`${part.startsWith(" ") || part.endsWith(" ") ? ` ${part} ` : part}\``;
  });
  return rendered.join("") || "(empty)";
}

/** Our own words with a rule's name in them. */
function escaped(label: string): string {
  return label.replace(/[^\w :]/g, "");
}

function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The most that each part may have, so that all together have no more than there is; short ones leave theirs to the long. */
function fairShare(sizes: readonly number[], room: number): number {
  let left = room;
  const ascending = [...sizes].sort((a, b) => a - b);
  for (const [at, size] of ascending.entries()) {
    const share = left / (ascending.length - at);
    if (size > share) return share;
    left -= size;
  }
  return Number.POSITIVE_INFINITY;
}
