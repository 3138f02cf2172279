import type { Noun } from "../wire/noun";
import type { Fields } from "../wire/shape";
import { type Caller, mayChange, maySee } from "./access";
import { ErrorResponse } from "./error-response";
import type { ApiRequest, Request, Resource, Route } from "./route";
import type { Owned, Store } from "./store";
import { uuid } from "./uuid";

/** What an update asks for, by the names of members. */
export type Changes = Readonly<Record<string, unknown>>;

/** What a route of a collection needs to know besides the noun. */
export interface CollectionOptions<T extends Owned, S> {
  /** What the service's errors call an object, for instance `AwsAccount`. */
  readonly model: string;
  /** What its errors call the id in the path, for instance `accountId`. */
  readonly parameter: string;
  /** Where it is served, if not where the noun says. */
  readonly path?: string;
  /** Whether somebody may make, change and delete such objects at all. */
  readonly manages: (caller: Caller) => boolean;
  /** What lists tell besides. */
  readonly listed?: object;
  /** Makes an object, and says what is told of it now and never again. */
  readonly make: (store: Store, sent: S, caller: Caller) => { readonly object: T; readonly once?: object };
  /** What is kept of a change, if it is not what was sent. */
  readonly kept?: (changes: Changes) => Changes;
}

/** Listing, making, reading, changing and deleting what people make; also as if in the web application. */
export function collection<T extends Owned, S>(noun: Noun<T, S>, options: CollectionOptions<T, S>): Resource {
  const { model, parameter, path = noun.path, manages, listed, make, kept = (changes) => changes } = options;
  const mustManage = (caller: Caller) => {
    if (!manages(caller)) throw ErrorResponse.weakKey();
  };
  const changesOf = ({ body }: Request) => kept(readChanges({ ...noun.sent, ...noun.confided }, body()));
  const controls = (store: () => Store): Route<Request>[] => {
    const found = ({ params }: Request) => {
      const object = store().objects(noun).get(readId(params, parameter));
      if (!object) throw ErrorResponse.notFound(model);
      return object;
    };
    const one = `${noun.path}/:${parameter}`;
    return [
      {
        method: "patch",
        path: one,
        answer: (request) => ({
          status: 200,
          body: store().change(noun, found(request), changesOf(request)),
        }),
      },
      {
        method: "delete",
        path: one,
        answer: (request) => {
          store().objects(noun).delete(found(request).id);
          return { status: 204 };
        },
      },
    ];
  };
  const routes = (store: Store): Route[] => {
    const toChange = ({ caller, params }: ApiRequest): T => {
      const id = readId(params, parameter);
      mustManage(caller);
      const object = store.isDoomed(id) ? undefined : store.objects(noun).get(id);
      const may = object && mayChange(store, caller.user, object);
      if (!object || !(may || maySee(store, caller.user, object))) throw ErrorResponse.notFound(model);
      if (!may) throw ErrorResponse.weakKey();
      return object;
    };
    const all: Route[] = [
      {
        method: "get",
        path,
        answer: ({ caller, seen }) => {
          const visible = [...seen.objects(noun).values()].filter((object) => maySee(store, caller.user, object));
          return { status: 200, body: { [noun.wrapper]: visible.map((object) => ({ ...object, ...listed })) } };
        },
      },
      {
        method: "post",
        path,
        answer: ({ caller, body, nameLimit }) => {
          mustManage(caller);
          const sent = limited(noun.input.demand(body() ?? {}, ""), nameLimit);
          const { object, once } = make(store, sent, caller);
          return { status: 201, body: { ...object, ...once } };
        },
      },
      {
        method: "get",
        path: `${path}/:${parameter}`,
        answer: ({ caller, params, seen }) => {
          const object = seen.objects(noun).get(readId(params, parameter));
          if (!object || !maySee(store, caller.user, object)) throw ErrorResponse.notFound(model);
          return { status: 200, body: object };
        },
      },
      {
        method: "put",
        path: `${path}/:${parameter}`,
        answer: (request) => {
          const object = toChange(request);
          const changes = limited(changesOf(request), request.nameLimit);
          return { status: 200, body: store.change(noun, object, changes) };
        },
      },
      {
        method: "delete",
        path: `${path}/:${parameter}`,
        answer: (request) => {
          const object = toChange(request);
          if (request.lingerMs === undefined) store.objects(noun).delete(object.id);
          else store.doom(noun, object, request.lingerMs);
          return { status: 204 };
        },
      },
    ];
    return all.filter((route) => !(noun.listedOnly && route.method === "get" && route.path !== path));
  };
  return Object.assign(routes, { noun, controls });
}

/** An id in a path. */
function readId(params: Request["params"], parameter: string): string {
  const { [parameter]: id = "" } = params;
  if (!uuid.test(id)) throw ErrorResponse.badId(parameter);
  return id.toLowerCase();
}

/** What an update asks for: only the members that were sent. Others, such as `id`, are ignored. */
function readChanges(fields: Fields, body: unknown): Changes {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    if (body !== undefined) throw ErrorResponse.badParameter("", "be an object");
    return {};
  }
  const given = new Map<string, unknown>(Object.entries(body));
  const sent = Object.entries(fields).filter(([name]) => given.get(name) !== undefined);
  return Object.fromEntries(sent.map(([name, field]) => [name, field.demand(given.get(name), name)]));
}

/** What was asked for with a name that is not too long. */
function limited<T>(choices: T, limit: ApiRequest["nameLimit"]): T {
  const name: unknown = (choices as { readonly name?: unknown }).name;
  const characters = typeof name === "string" ? [...name] : [];
  if (!limit || characters.length <= limit.characters) return choices;
  if (limit.excess === "cut") return { ...choices, name: characters.slice(0, limit.characters).join("") };
  throw ErrorResponse.badParameter("name", `have at most ${limit.characters} characters`);
}
