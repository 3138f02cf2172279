import { STATUS_CODES } from "node:http";
import type { WireError } from "../wire/error";

/** A request that is answered with an error, in the one form that all of Cloudcraft's errors have. */
export class Refusal extends Error {
  override readonly name = "Refusal";

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

  /** A refusal that Cloudcraft's published sources do not word: named after its HTTP status. */
  static ofStatus(status: number, headers: Readonly<Record<string, string>> = {}): Refusal {
    const sentence = STATUS_CODES[status] ?? "Error";
    const reason = sentence.toLowerCase().replace(/[^a-z]+/g, "_");
    return new Refusal(status, reason, sentence.charAt(0) + sentence.slice(1).toLowerCase(), headers);
  }

  static badId(parameter: string): Refusal {
    return new Refusal(400, "invalid_property", `Invalid parameter format: ${parameter}`);
  }

  static badParameter(parameter: string, must: string): Refusal {
    const subject = parameter === "" ? "Invalid body" : `Invalid parameter: ${parameter}`;
    return new Refusal(400, "invalid_parameter", `${subject}. Must ${must}`);
  }

  static weakKey(): Refusal {
    return new Refusal(403, "insufficient_privileges", "API key does not have sufficient permissions");
  }

  static notFound(model: string): Refusal {
    return new Refusal(404, "not_found", `${model} not found`);
  }
}
