import type { Noun } from "../wire/noun";
import type { Caller } from "./access";
import type { Circumstances } from "./faults";
import type { Seen, Store } from "./store";

/** What a route answers: a status, and a JSON body where there is one. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** What a route is asked. */
export interface Request {
  /** The parameters of the path, such as an id. */
  readonly params: Readonly<Record<string, string>>;
  /** The JSON that was sent, `undefined` if none; throws an `ErrorResponse` when it cannot be read. */
  readonly body: () => unknown;
}

/** A request with a key that is known. */
export interface ApiRequest extends Request, Pick<Circumstances, "lingerMs" | "nameLimit"> {
  readonly caller: Caller;
  /** What reads tell of: everything as it is, unless reads lag behind. */
  readonly seen: Seen;
}

/** One method on one path. */
export interface Route<R extends Request = ApiRequest> {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** In Express's notation, e.g. `/apikey/:apiKeyId`. */
  readonly path: string;
  readonly answer: (request: R) => Answer;
}

/** A noun of the API: the routes that serve it. What only it needs to remember, it keeps for itself. */
export interface Resource {
  (store: Store): readonly Route[];
  /** What people make of it. */
  readonly noun?: Noun;
  /** Changing it as if in the web application; paths are below that of the control plane. */
  readonly controls?: (store: () => Store) => readonly Route<Request>[];
}
