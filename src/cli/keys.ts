import { Command, InvalidArgumentError, Option } from "commander";
import { filterAttributes, filterKeys, type KeyFilter } from "../handlers";
import { isUuid, teamAcl } from "../handlers/acl";
import { sameName } from "../handlers/same-name";
import { Problem, validate, visible, visibleJson } from "../schema";
import type { WireApiKey } from "../wire/api-keys";
import type { WireTeam } from "../wire/teams";
import { type ConnectionFlags, open, withConnectionFlags } from "./connection";
import { stateKeyIds } from "./state-keys";
import { unfinishedNote } from "./unfinished-note";

interface Flags extends ConnectionFlags, KeyFilter {
  readonly state?: string;
  readonly json?: boolean;
}

/** One key as it is shown. Never its value: the service does not tell it. */
interface Row {
  readonly id: string;
  readonly name: string;
  readonly permission: string;
  readonly readAccess: readonly string[];
  readonly writeAccess: readonly string[];
  readonly hint: string;
  readonly creatorId: string;
  readonly createdAt: string;
  readonly ageDays: number;
  /** When it was last used; `null`: never, as far as the service says. */
  readonly lastUsedAt: string | null;
  /** Whether the given state or plan knows it; absent if none was given. */
  readonly managed?: boolean;
}

/** `keys`: all keys in sight. */
export function keysCommand(): Command {
  const command = new Command("keys")
    .description(
      "Lists the API keys in sight: permission, age, teams, and whether a state knows them. Values are never shown. " +
        "The endpoint for API keys is an assumption.",
    )
    .option("--name <pattern>", "only keys of this name; * stands for anything")
    .addOption(new Option("--permission <level>", "only keys that may do just this").choices(["read", "read-write"]))
    .option("--team <name or id>", "only keys that this team sees or may change")
    .option("--older-than <duration>", "only keys created longer ago, for instance 90d", checked("olderThan"))
    .option("--never-used", "only keys that were never used")
    .option("--state <file>", "terraform show -json of a state or plan, or a state file; - for standard input")
    .option("--json", "as JSON");
  return withConnectionFlags(command).action(async ({ state, json, ...flags }: Flags) => {
    const managed = state === undefined ? undefined : stateKeyIds(state);
    const api = open(flags);
    const namesTeam = flags.team !== undefined && !isUuid(flags.team);
    const [keys, teams] = await Promise.all([api.apiKeys.list(), json && !namesTeam ? [] : api.teams.listFresh()]);
    const team = namesTeam ? teamNamed(String(flags.team), teams) : flags.team;
    const rows = filterKeys(keys, { ...flags, team }, Date.now()).map((key) => rowOf(key, managed));
    const teamNames = new Map(teams.map(({ id, name }) => [teamAcl(id).toLowerCase(), name]));
    const unfinished = unfinishedNote(keys);
    if (unfinished) process.stderr.write(`${visible(unfinished)}\n`);
    process.stdout.write(json ? `${visibleJson(rows, 2)}\n` : table(rows, teamNames));
  });
}

function teamNamed(name: string, teams: readonly WireTeam[]): string {
  const [only, ...others] = teams.filter((team) => sameName(team.name, name));
  if (only && others.length === 0) return only.id;
  const shown = (only ? [only, ...others] : teams).map((team) => `"${team.name}" (${team.id})`).join(", ");
  throw new Problem({
    kind: "bad_usage",
    summary: only ? `--team: ${others.length + 1} teams are named "${name}"` : `--team: no team is named "${name}"`,
    detail: shown === "" ? "No team is in sight." : `${only ? "They" : "The teams in sight"} are: ${shown}.`,
    remedy: only ? "Give the id of one." : undefined,
  });
}

function checked(attribute: keyof typeof filterAttributes): (text: string) => string {
  return (text) => {
    const [wrong] = validate({ attributes: filterAttributes }, { [attribute]: text });
    if (wrong) throw new InvalidArgumentError(wrong.why);
    return text;
  };
}

function rowOf(key: WireApiKey, managed: ReadonlySet<string> | undefined): Row {
  return {
    id: key.id,
    name: key.name,
    permission: key.permission,
    readAccess: key.readAccess ?? [],
    writeAccess: key.writeAccess ?? [],
    hint: key.hint,
    creatorId: key.CreatorId,
    createdAt: key.createdAt,
    ageDays: Math.floor((Date.now() - Date.parse(key.createdAt)) / 86_400_000),
    lastUsedAt: key.accessedAt ?? null,
    ...(managed ? { managed: managed.has(key.id.toLowerCase()) } : {}),
  };
}

function table(rows: readonly Row[], teamNames: ReadonlyMap<string, string>): string {
  if (rows.length === 0) return "No keys.\n";
  const named = (acls: readonly string[]) =>
    acls.map((acl) => teamNames.get(acl.toLowerCase()) ?? acl).join(", ") || "-";
  const head = ["NAME", "PERMISSION", "AGE", "USED", "SEEN BY", "MANAGED BY", "BEGINS", "ID", "IN STATE"];
  const lines = rows.map((row) => [
    row.name,
    row.permission,
    Number.isNaN(row.ageDays) ? "?" : `${row.ageDays} d`,
    row.lastUsedAt?.slice(0, 10) ?? "never",
    named(row.readAccess),
    named(row.writeAccess),
    row.hint,
    row.id,
    row.managed === undefined ? "?" : row.managed ? "yes" : "no",
  ]);
  const shown = rows[0]?.managed === undefined ? head.length - 1 : head.length;
  const cells = [head, ...lines].map((line) => line.slice(0, shown).map(visible));
  const widths = head.slice(0, shown).map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells
    .map(
      (line) =>
        `${line
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
