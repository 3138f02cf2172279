import { clipped, REDACTED, visible } from "../schema";
import { accessByTeam, type GranteeAccess } from "./by-team";
import { type Fact, factsOf, granteeName, titleOf, UNKNOWN } from "./facts";
import type { Gate } from "./gate";
import { type Group, groupsOf } from "./groups";
import type { Access, AccessChange, Grantee, Pair, Part, Report } from "./report";
import { STYLE } from "./style";
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

const LONGEST_TEXT = 1_000;

/** A report as one page that needs nothing else and runs no script. */
export function html(report: Report, gate: Gate): string {
  const groups = groupsOf(report);
  const ids = new Map(report.changes.map((change, at) => [change, `key-${at + 1}`]));
  const grantees = accessByTeam(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>API keys: what changes about access</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>API keys: what changes about access</h1>
<p class="scope">${scopeOf(report)}</p>
${verdict(report, gate)}
${remarksOf(report)
  .map((said) => `<p class="warning" role="note"><strong>Warning:</strong> ${said.map(render).join("")}</p>`)
  .join("\n")}
${groups.length > 0 ? overview(report, grantees.length > 0) : ""}
</header>
<main>
${grantees.length > 0 ? teamSection(grantees, ids) : ""}
${groups.map((group) => byKey(report, group, ids)).join("\n")}
</main>
<footer><h2>Reviewed plans</h2>
<ul>${originsOf(report)
    .map((said) => `<li>${said.map(render).join("")}</li>`)
    .join("\n")}</ul>
</footer>
</body>
</html>
`;
}

function verdict(report: Report, gate: Gate): string {
  if (!gate.passed) return `<p class="verdict stop"><strong>Needs approval:</strong> ${escaped(stopsOf(gate))}.</p>`;
  if (report.changes.length > 0) return "";
  return `<p class="verdict${remarksOf(report).length > 0 ? "" : " calm"}">${nothingOf(report)}</p>`;
}

function overview(report: Report, hasTeams: boolean): string {
  const listed = new Set(groupsOf(report).map(({ kind }) => kind));
  const links = totalsOf(report).map(({ kind, count, word }) => {
    const text = `<b>${count}</b> ${word}`;
    // All of its keys may be in graver lists.
    return `<li>${listed.has(kind) ? `<a class="${kind}" href="#${kind}">${text}</a>` : `<span class="${kind}">${text}</span>`}</li>`;
  });
  const teams = hasTeams ? '<li><a href="#by-team">by team</a></li>' : "";
  return `<nav aria-label="Kinds of change"><ul>${links.join("")}${teams}</ul></nav>`;
}

type Ids = ReadonlyMap<AccessChange, string>;

function teamSection(grantees: readonly GranteeAccess[], ids: Ids): string {
  const entries = grantees.map(({ grantee, gains, loses }) => {
    const rows = [
      ...gains.map(({ change, what }) => deed("gain", `+ ${what}`, change, ids)),
      ...loses.map(({ change, what }) => deed("lose", `− ${what}`, change, ids)),
    ];
    const acl = grantee.kind === "team" && grantee.name !== null ? `<small>${quoted(grantee.acl ?? "")}</small>` : "";
    return `<section class="team"><h3>${granteeName(grantee).map(render).join("")} ${acl}</h3><ul>${rows.join("")}</ul></section>`;
  });
  return `<section id="by-team"><h2>By team: who gains what</h2>\n${entries.join("\n")}\n</section>`;
}

function deed(kind: "gain" | "lose", what: string, change: AccessChange, ids: Ids): string {
  const permission = change.permission.after ?? change.permission.before;
  const note = permission === null ? "" : ` <small>permission ${escaped(permission)}</small>`;
  return `<li class="${kind}"><span>${what}</span> <a href="#${ids.get(change)}">${render(titleOf(change))}</a>${note}</li>`;
}

function byKey(report: Report, { kind, changes }: Group, ids: Ids): string {
  return `<section id="${kind}" class="kind ${kind}"><h2>${headingOf(report, kind, changes.length)}</h2>
${changes.map((change) => card(change, ids.get(change) ?? "")).join("\n")}
</section>`;
}

/** What the table of a key shows. */
const IN_TABLE: ReadonlySet<Fact["id"]> = new Set(["permission", "seenBy", "managedBy", "name"]);

function card(change: AccessChange, id: string): string {
  const { stack, address, kinds } = change;
  const tags = kinds.map((kind) => `<span class="tag ${kind}">${WORDS[kind]}</span>`).join(" ");
  const where = [quoted(address), ...(stack === null ? [] : [`stack ${quoted(stack)}`])].join(" · ");
  const facts = factsOf(change)
    .filter(({ id }) => !IN_TABLE.has(id))
    .map(({ label, said, grave }) => {
      const text = said.map(render).join("");
      return `<li${grave ? ' class="grave"' : ""}>${label === "" ? "" : `<b>${escaped(label)}:</b> `}${text}</li>`;
    });
  return `<article id="${id}"><h3>${render(titleOf(change))}</h3><p class="tags">${tags}</p><p class="where">${where}</p>
<table><thead><tr><td></td><th scope="col">before</th><th scope="col">after</th></tr></thead><tbody>
${pairRow("permission", change.permission, change, "permission")}${accessRow("visible to", change.seenBy, change, "seenBy")}${accessRow("managed by", change.managedBy, change, "managedBy")}${pairRow("name", change.name, change, "name")}</tbody></table>
${facts.length > 0 ? `<ul class="facts">${facts.join("")}</ul>` : ""}</article>`;
}

function pairRow(label: string, { before, after }: Pair, change: AccessChange, part: Part): string {
  const isHidden = change.sensitive.includes(part);
  const isUnknown = change.unknown.includes(part);
  if (part === "name" && (before === after || before === null || after === null) && !(isUnknown && before)) return "";
  const changed = before !== after || isUnknown;
  const cell = (value: string | null) => (value === null ? NONE : quoted(value));
  const old = isHidden ? REDACTED : cell(before);
  const now = isHidden ? REDACTED : isUnknown ? `<em>${UNKNOWN}</em>` : cell(after);
  return row(label, old, now, changed && !isHidden);
}

function accessRow(label: string, access: Access, change: AccessChange, part: Part): string {
  const { before, after, gained, lost } = access;
  const cell = (grantees: readonly Grantee[] | null, marked: readonly Grantee[], tag: "ins" | "del", sign: string) => {
    if (grantees === null) return NONE;
    const names = grantees.map((grantee) => {
      const name = granteeName(grantee).map(render).join("");
      return marked.some((other) => other === grantee || (other.acl !== null && other.acl === grantee.acl))
        ? `<${tag}>${sign} ${name}</${tag}>`
        : name;
    });
    return names.length === 0 ? "no team" : names.join("<br>");
  };
  const isUnknown = change.unknown.includes(part);
  const known = isUnknown && after?.length === 0 ? "" : cell(after, gained, "ins", "+");
  const now = isUnknown
    ? `${known}${known === "" ? "" : "<br>"}${access.pending.map((name) => `${quoted(name)}, `).join("")}<em>${UNKNOWN}</em>`
    : known;
  return row(label, cell(before, lost, "del", "−"), now, gained.length + lost.length > 0 || isUnknown);
}

const NONE = '<span class="none">no key</span>';

function row(label: string, before: string, after: string, changed: boolean): string {
  return `<tr${changed ? ' class="changed"' : ""}><th scope="row">${label}</th><td>${before}</td><td>${after}</td></tr>\n`;
}

function render(fragment: Fragment): string {
  return typeof fragment === "string" ? escaped(fragment) : quoted(fragment.quoted);
}

/** What a plan says, on its own for the direction of writing. */
function quoted(text: string): string {
  return `<bdi>${escaped(clipped(visible(text), LONGEST_TEXT)) || "(empty)"}</bdi>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
