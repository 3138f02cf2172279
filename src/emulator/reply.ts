import { Misfit } from "../wire/shape";
import { ErrorResponse } from "./error-response";
import type { Answer } from "./route";

/** An answer as it will travel; a fault may change anything about it. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body; in pieces, if it is not to travel whole and at once. */
  readonly body: string | AsyncIterable<string>;
  /** Instead of all this, end the connection: in order (`close`) or with a TCP reset. */
  readonly hangUp?: "close" | "reset";
}

export const json = { "Content-Type": "application/json; charset=utf-8" };

export function replyOf(answer: Answer): Reply {
  const { status, body } = answer;
  return body === undefined ? { status, headers: {}, body: "" } : { status, headers: json, body: JSON.stringify(body) };
}

export function replyToError(error: unknown): Reply {
  const response = errorResponseOf(error);
  return { status: response.status, headers: { ...json, ...response.headers }, body: JSON.stringify(response.body) };
}

/** Express's own errors, such as a body that is too long, carry a status; anything else is a fault of ours. */
function errorResponseOf(error: unknown): ErrorResponse {
  if (error instanceof ErrorResponse) return error;
  if (error instanceof Misfit) return ErrorResponse.badParameter(error.path, error.must);
  const status = typeof error === "object" && error !== null && "status" in error ? error.status : 500;
  if (typeof status === "number" && status >= 400 && status < 500) return ErrorResponse.ofStatus(status);
  return ErrorResponse.ofStatus(500);
}
