import { gunzipSync } from "node:zlib";
import { PIECE_VARIABLES, REQUEST_VARIABLE } from "../constructs/triggers";
import { Problem } from "../schema";

/** What a null resource asks for. */
export interface Request {
  /** Which null resource asks. */
  readonly id: string;
  readonly triggers: Readonly<Record<string, unknown>>;
}

/** The request in an environment, in one variable or in pieces. @throws Problem of kind `bad_usage` if there is none */
export function requestIn(environment: NodeJS.ProcessEnv): Request {
  try {
    const { id, triggers } = JSON.parse(textIn(environment)) as Partial<Request>;
    if (typeof id === "string" && typeof triggers === "object" && triggers !== null) return { id, triggers };
  } catch {
    // What is wrong with the text matters less than what it ought to be.
  }
  throw new Problem({
    kind: "bad_usage",
    summary: `${REQUEST_VARIABLE} holds no request`,
    detail:
      'It is JSON of the form {"id": "...", "triggers": {...}}; or that in gzip and base64, cut into ' +
      `${PIECE_VARIABLES[0]} to ${PIECE_VARIABLES.at(-1)}, no piece of which may be missing.`,
    remedy: "Leave this command to the constructs of cdktf-cloudcraft/local-exec.",
  });
}

/** An environment without a request. */
export function withoutRequest(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = new Set([REQUEST_VARIABLE, ...PIECE_VARIABLES]);
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.has(name)));
}

function textIn(environment: NodeJS.ProcessEnv): string {
  const pieces = PIECE_VARIABLES.map((name) => environment[name] ?? "").join("");
  return pieces === "" ? (environment[REQUEST_VARIABLE] ?? "") : gunzipSync(Buffer.from(pieces, "base64")).toString();
}
