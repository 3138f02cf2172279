import { JsonReader } from "./json-reader";

/** What may go wrong. `when` says whether the state has changed by then; it has not, unless it says so. */
export type Fault =
  /** Answer this in place of the API. Without a body: an error in Cloudcraft's form. */
  | { readonly fault: "status"; readonly status: number; readonly headers?: Headers; readonly body?: unknown }
  | { readonly fault: "redirect"; readonly location: string; readonly status?: number }
  /** Wait, each time up to `jitterMs` longer, then go on: to the API or the next fault. */
  | { readonly fault: "delay"; readonly delayMs: number; readonly jitterMs?: number }
  /** Answer a read as things were so long ago, as a replica that lags behind does; each time up to `jitterMs` longer. */
  | { readonly fault: "stale"; readonly lagMs: number; readonly jitterMs?: number }
  /** Acknowledge a deletion, and let the key live on for so long. */
  | { readonly fault: "linger"; readonly lingerMs: number }
  /** Take names of so many characters only: refuse a longer one, or cut it. */
  | { readonly fault: "name-limit"; readonly characters: number; readonly excess: (typeof excesses)[number] }
  /** End the connection without an answer: in order, or with a TCP reset. */
  | { readonly fault: "drop" | "reset"; readonly when?: (typeof moments)[number] }
  /** Handle the request twice, and send the second answer. */
  | { readonly fault: "duplicate" }
  /** Send half of the body, then end the connection. */
  | { readonly fault: "cut" }
  /** Send the body one character at a time, 50 ms apart if not said otherwise. */
  | { readonly fault: "trickle"; readonly intervalMs?: number }
  /** Leave the last character of the JSON away. */
  | { readonly fault: "malformed" }
  /** Send the body under another content type. */
  | { readonly fault: "content-type"; readonly contentType: string }
  /** Send JSON with so many bytes of padding in place of the body. */
  | { readonly fault: "huge"; readonly bytes: number };

/** A fault, and the requests that it befalls. */
export type FaultRule = Fault & {
  /** Any method, if left out. */
  readonly method?: string;
  /** A path of the API, `*` standing for anything; any path, if left out. */
  readonly path?: string;
  /** How many matching requests to let through first (default 0). */
  readonly after?: number;
  /** How many matching requests it befalls then (default 1). */
  readonly times?: number | "always";
};

type Headers = Readonly<Record<string, string>>;

const excesses = ["refuse", "cut"] as const;
const moments = ["before-commit", "after-commit"] as const;
const scope = ["fault", "method", "path", "after", "times"] as const;
const most = Number.MAX_SAFE_INTEGER;
/** The longest that a timer of Node's can wait. */
const longestMs = 2 ** 31 - 1;

/** Reads a rule from JSON; throws a `Misfit` that names the member at fault. */
export function parseFaultRule(json: unknown): FaultRule {
  const member = new JsonReader("", json);
  const { method, path, after, times } = member.members(scope);
  return {
    ...parseFault(member),
    method: method.optional((name) => name.matching(/^[a-z]+$/i, "the name of a method")),
    path: path.optional((text) => text.matching(/^[/*]/, "a path that starts with / or *")),
    after: after.optional((count) => count.wholeNumber(0, most)),
    times: times.optional((count) => (count.value === "always" ? "always" : count.wholeNumber(1, most))),
  };
}

function parseFault(member: JsonReader): Fault {
  const kind = member.members(["fault"]).fault;
  const own = <K extends string>(...names: K[]) => member.object([...scope, ...names]);
  const fault = kind.oneOf(faults);
  switch (fault) {
    case "status": {
      const { status, headers, body } = own("status", "headers", "body");
      return { fault, status: readStatus(status), headers: headers.optional(readHeaders), body: body.value };
    }
    case "redirect": {
      const { location, status } = own("location", "status");
      return { fault, location: readHeaderValue(location), status: status.optional(readStatus) };
    }
    case "delay": {
      const { delayMs, jitterMs } = own("delayMs", "jitterMs");
      return { fault, delayMs: readMs(delayMs), jitterMs: jitterMs.optional(readMs) };
    }
    case "stale": {
      const { lagMs, jitterMs } = own("lagMs", "jitterMs");
      return { fault, lagMs: readMs(lagMs), jitterMs: jitterMs.optional(readMs) };
    }
    case "linger":
      return { fault, lingerMs: readMs(own("lingerMs").lingerMs) };
    case "name-limit": {
      const { characters, excess } = own("characters", "excess");
      return { fault, characters: characters.wholeNumber(1, most), excess: excess.oneOf(excesses) };
    }
    case "drop":
    case "reset":
      return { fault, when: own("when").when.optional((moment) => moment.oneOf(moments)) };
    case "trickle":
      return { fault, intervalMs: own("intervalMs").intervalMs.optional(readMs) };
    case "content-type":
      return { fault, contentType: readHeaderValue(own("contentType").contentType) };
    case "huge":
      return { fault, bytes: own("bytes").bytes.wholeNumber(0, most) };
    case "duplicate":
    case "cut":
    case "malformed":
      own();
      return { fault };
  }
}

const faults: readonly Fault["fault"][] = [
  "status",
  "redirect",
  "delay",
  "stale",
  "linger",
  "name-limit",
  "drop",
  "reset",
  "duplicate",
  "cut",
  "trickle",
  "malformed",
  "content-type",
  "huge",
];

const readMs = (ms: JsonReader) => ms.wholeNumber(0, longestMs);

const readStatus = (status: JsonReader) => status.wholeNumber(200, 599);

const readHeaderValue = (value: JsonReader) => value.matching(/^[\x20-\x7e]+$/, "printable ASCII");

function readHeaders(headers: JsonReader): Headers {
  const names = Object.keys(Object(headers.value));
  const members = Object.entries(headers.members(names));
  return Object.fromEntries(members.map(([name, value]) => [readHeaderName(headers, name), readHeaderValue(value)]));
}

function readHeaderName(headers: JsonReader, name: string): string {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(name) ? name : headers.refuse(`hold names of headers, unlike ${name}`);
}
