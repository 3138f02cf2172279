import { STATUS_CODES } from "node:http";
import type { WireError } from "../wire/error";

/** A request that is answered with an error, in the one form that all of Cloudcraft's errors have. */
export class ErrorResponse extends Error {
  override readonly name = "ErrorResponse";

  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }

  get body(): WireError {
    return { error: this.message, reason: this.reason, code: this.status };
  }

  /** One that Cloudcraft's published sources do not word: named after its HTTP status. */
  static ofStatus(status: number, headers: Readonly<Record<string, string>> = {}): ErrorResponse {
    const sentence = STATUS_CODES[status] ?? "Error";
    const reason = sentence.toLowerCase().replace(/[^a-z]+/g, "_");
    return new ErrorResponse(status, reason, sentence.charAt(0) + sentence.slice(1).toLowerCase(), headers);
  }

  static badId(parameter: string): ErrorResponse {
    return new ErrorResponse(400, "invalid_property", `Invalid parameter format: ${parameter}`);
  }

  static badParameter(parameter: string, must: string): ErrorResponse {
    const subject = parameter === "" ? "Invalid body" : `Invalid parameter: ${parameter}`;
    return new ErrorResponse(400, "invalid_parameter", `${subject}. Must ${must}`);
  }

  static weakKey(): ErrorResponse {
    return new ErrorResponse(403, "insufficient_privileges", "API key does not have sufficient permissions");
  }

  static notFound(model: string): ErrorResponse {
    return new ErrorResponse(404, "not_found", `${model} not found`);
  }
}
