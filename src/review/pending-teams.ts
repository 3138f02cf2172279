import { identity, team } from "../handlers";
import { withoutIndexes } from "./configuration";
import { array, type Json, record } from "./document";
import { KEY_TYPE } from "./key-type";

const LOOK_UP = `${identity.name}_${team.name}`;

/** The names of the teams that a key's access list takes from look-ups which wait for apply. */
export type PendingTeams = (address: string, attribute: string) => readonly string[];

/** Reads which look-ups, with names written out, the access lists of a configuration refer to. */
export function pendingTeams(configuration: unknown): PendingTeams {
  let known: ReadonlyMap<string, readonly string[]> | undefined;
  return (address, attribute) => {
    known ??= new Map(listsIn("", record(record(configuration).root_module)));
    return known.get(`${withoutIndexes(address)} ${attribute}`) ?? [];
  };
}

function* listsIn(prefix: string, module: Json): Generator<[string, readonly string[]]> {
  const resources = array(module.resources).map(record);
  const names = new Map(
    resources.flatMap(({ type, name, expressions }) => {
      const wanted = record(record(expressions).name).constant_value;
      return type === LOOK_UP && typeof wanted === "string" ? [[String(name), wanted]] : [];
    }),
  );
  for (const { type, name, expressions } of resources) {
    if (type !== KEY_TYPE) continue;
    for (const [attribute, expression] of Object.entries(record(expressions))) {
      const looked = array(record(expression).references).flatMap((reference) => {
        const [, lookUp = ""] = LOOKED.exec(String(reference)) ?? [];
        return names.get(lookUp) ?? [];
      });
      if (looked.length > 0) yield [`${prefix}${KEY_TYPE}.${String(name)} ${attribute}`, [...new Set(looked)]];
    }
  }
  for (const [name, call] of Object.entries(record(module.module_calls))) {
    yield* listsIn(`${prefix}module.${name}.`, record(record(call).module));
  }
}

const LOOKED = new RegExp(`^data\\.${LOOK_UP}\\.([^.[]+)`);
