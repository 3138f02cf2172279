import type { Api } from "../client/api";
import type { Objects } from "../client/collection";
import {
  type Attributes,
  type Input,
  isProblem,
  Problem,
  type Resource,
  type Spec,
  type State,
  type WriteOnly,
  type Writing,
} from "../schema";
import { isUuid } from "./acl";
import type { Context } from "./context";
import { findOrGone, type Known, mustBeVisible } from "./find-or-gone";
import { type Follows, type Gives, sentValues, specsOf, toldValues, type Untold, valueIn } from "./mapping";
import { NOTHING_MADE, REFUSALS } from "./outcomes";
import { sameId } from "./same-id";
import { sameName } from "./same-name";
import { verifiedDelete } from "./verified-delete";
import { capital, type Words } from "./words";

/** What answers tell of every object that people make. */
interface Told {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly CreatorId: string;
  readonly hint?: string | null;
}

/** A read may lag behind a write: the pauses after which it is looked again for what may have been made, in milliseconds. */
const PAUSES_MS = [0, 1_000, 4_000, 10_000];

/** What all resources do whose state is an object of Cloudcraft. */
export type Operations<A extends Attributes> = Required<
  Pick<Resource<A, Context>, "create" | "read" | "update" | "delete" | "import">
>;

type WriteOnlyKeys<A extends Attributes> = {
  [K in keyof Input<A>]: K extends keyof A ? (A[K]["supplyType"] extends WriteOnly ? K : never) : never;
}[keyof Input<A>];

/** What an update is asked for; what is write-only is not sent where it is left out. */
type Changed<A extends Attributes> = Omit<Input<A>, WriteOnlyKeys<A>> & Partial<Pick<Input<A>, WriteOnlyKeys<A>>>;

/** An object of Cloudcraft as a resource: its operations, and the two ways between state and what travels. */
export interface RemoteObject<A extends Attributes, T, S> extends Operations<A> {
  update(input: Changed<A>, state: State<A>, context: Context & Writing<A>): Promise<State<A>>;
  stateOf(answer: T, untold: Untold<A>): State<A>;
  requestOf(input: Input<A>): S;
}

/**
 * Binds attributes to the objects of Cloudcraft that they describe. What differs for one type is put round what this
 * gives. @param of the objects @param words what they are called
 */
export function remoteObject<T extends Told, S>(of: (api: Api) => Objects<T, S>, words: Words) {
  return <A extends Attributes>(attributes: A & Follows<A, T & S> & Gives<A, S>): RemoteObject<A, T, S> =>
    operations<A, T, S>(of, words, attributes);
}

function operations<A extends Attributes, T extends Told, S>(
  of: (api: Api) => Objects<T, S>,
  words: Words,
  attributes: A,
): RemoteObject<A, T, S> {
  const entries = specsOf(attributes);
  const known = (state: State<A>) => ({ creatorId: "", ...state }) as unknown as Known;
  const stateOf = (answer: T, untold: Untold<A>) => ({ ...toldValues(attributes, answer), ...untold }) as State<A>;
  const requestOf = (input: Input<A>) => sentValues(attributes, input) as S;
  /** What does not travel, as `value` says. */
  const untold = (value: (name: string, spec: Spec) => unknown) =>
    Object.fromEntries(
      entries.filter(([, { spec }]) => spec.stateOnly).map(([name, { spec }]) => [name, value(name, spec)]),
    ) as Untold<A>;
  const given = (input: unknown, state?: State<A>) =>
    untold((name, { supply }) => valueIn(supply === "computed" ? state : input, name));

  return {
    stateOf,
    requestOf,

    async create(input, context) {
      const sent = requestOf(input);
      const created = await createOrAdopt(sent, of, context);
      return stateOf(created, given(input));
    },

    async read(state, context) {
      const found = await findOrGone(known(state), of(context.api), words, context);
      if (found)
        return stateOf(
          found,
          untold((name) => valueIn(state, name)),
        );
      const { id, name } = known(state);
      context.warn({
        summary: `${capital(words.full)} "${name}" no longer exists`,
        detail: `${capital(words.short)} ${id} was deleted outside Terraform, so the plan proposes to create it again${words.anew ?? ""}.`,
      });
      return undefined;
    },

    async update(input, state, context) {
      const { id } = known(state);
      const objects = of(context.api);
      const sent = sentValues(attributes, input) as S;
      if (comparable(sent) === comparable(sentValues(attributes, state))) {
        return {
          ...state,
          ...Object.fromEntries(entries.filter(isGiven).map(([name]) => [name, valueIn(input, name)])),
        };
      }
      try {
        return stateOf(await objects.update(id, sent), given(input, state));
      } catch (error) {
        const found = await objects.find(id).catch(() => undefined);
        if (found)
          context.keep(
            stateOf(
              found,
              untold((name) => valueIn(state, name)),
            ),
          );
        throw error;
      }
    },

    async delete(state, context) {
      const found = await verifiedDelete(known(state).id, of(context.api), words, context);
      if (!found) await mustBeVisible(known(state), words, context);
    },

    async import(idOrName, { api }) {
      const objects = of(api);
      const found = isUuid(idOrName)
        ? ((await objects.listed(idOrName)) ?? (await objects.find(idOrName)))
        : onlyOne(idOrName, await objects.list(), words);
      return (
        found &&
        stateOf(
          found,
          untold((_, { defaultValue }) => defaultValue),
        )
      );
    },
  };
}

/**
 * Makes an object, or takes over the one that a request has made whose answer was lost: it has everything that was
 * asked for, and is not older than the request.
 */
async function createOrAdopt<T extends Told, S>(
  sent: S,
  of: (api: Api) => Objects<T, S>,
  { api, clock, signal, log, managed }: Parameters<Operations<Attributes>["create"]>[1],
): Promise<T> {
  const before = new Set((await of(api).list()).map(({ id }) => id));
  let created: T | undefined;
  try {
    created = await of(api).create(sent);
  } catch (error) {
    if (!isProblem(error) || NOTHING_MADE.has(error.kind) || REFUSALS.has(error.kind)) throw error;
    const me = await api.cleanup.users.me();
    for (const pauseMs of signal.aborted ? [0] : PAUSES_MS) {
      await clock.sleep(pauseMs, signal).catch(() => undefined);
      created = (await of(api.cleanup).listFresh()).find(
        (one) =>
          !before.has(one.id) &&
          !managed.has(one.id.toLowerCase()) &&
          sameId(one.CreatorId, me.id) &&
          comparable({ ...sent, ...only(one, sent) }) === comparable(sent),
      );
      if (created) break;
    }
    if (!created) throw error;
    log.info("What was asked for was made although the answer was lost", { id: created.id });
  }
  managed.add(created.id.toLowerCase());
  return created;
}

/** The only object of a name; an error that lists the candidates if there are several. */
function onlyOne<T extends Told>(name: string, objects: readonly T[], { full, short }: Words): T | undefined {
  const [only, ...more] = objects.filter((object) => sameName(object.name, name));
  if (!only || more.length === 0) return only;
  const candidates = [only, ...more].map(
    ({ id, createdAt, hint }) => `${id} (created ${createdAt}${hint ? `, begins with ${hint}` : ""})`,
  );
  throw new Problem({
    kind: "ambiguous_name",
    summary: `${candidates.length} ${full}s are named "${name}"`,
    detail: `They are: ${candidates.join(", ")}.`,
    remedy: `Import the ${short} by its id instead.`,
  });
}

/** A text that is the same for what means the same: the order of a list means nothing. */
function comparable(sent: unknown): string {
  return JSON.stringify(sent, (_, value: unknown) => (Array.isArray(value) ? [...value].map(String).sort() : value));
}

/** The members of an object that a request has as well. */
function only(object: object, sent: unknown): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => Object.hasOwn(Object(sent), name)));
}

function isGiven([, { spec }]: readonly [string, { readonly spec: Spec }]): boolean {
  return spec.supply !== "computed";
}
