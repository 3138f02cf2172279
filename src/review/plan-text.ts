import { Problem } from "../schema";

/** A JSON object of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * The JSON object that the output of `terraform show -json` holds.
 * @throws Problem `bad_usage` that says what is wrong with it, and never quotes it: it may hold secrets
 */
export function parsePlanText(bytes: Uint8Array, source: string): Json {
  if (bytes.length === 0) throw unusable(source, "it is empty");
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    throw unusable(source, "it is a plan file itself. Give the output of `terraform show -json` of it");
  }
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes).trim();
  if (text === "") throw unusable(source, "it is empty");
  try {
    const document: unknown = JSON.parse(text);
    if (isRecord(document)) return document;
  } catch {
    // A parser's own message quotes the text, which may hold secrets.
    throw unusable(source, whyNotJson(text));
  }
  throw unusable(source, "it is JSON, but no object");
}

/** Whether a value is a JSON object. */
export function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An input that cannot be reviewed. */
export function unusable(source: string, why: string): Problem {
  return new Problem({
    kind: "bad_usage",
    summary: `${source} cannot be reviewed: ${why}.`,
    remedy: "A plan is read from: terraform plan -out plan && terraform show -json plan > plan.json",
  });
}

/** PowerShell writes UTF-16 unless told otherwise. Without a byte order mark, the zeros of ASCII's upper bytes tell. */
function encodingOf([first, second]: Uint8Array): string {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return "utf-16be";
  return "utf-8";
}

function whyNotJson(text: string): string {
  if (/^\{[^\n]*"@level"/.test(text)) {
    return "it is the log of `terraform plan -json`. Save the plan with -out, and show that";
  }
  if (/^\[command\]/.test(text)) {
    return (
      "it begins with the line `[command]...` of a program that wraps Terraform. " +
      "With hashicorp/setup-terraform, set `terraform_wrapper: false`"
    );
  }
  return `it is not JSON${/[\]}]$/.test(text) ? "" : ": it ends in the middle, as if it had been truncated"}`;
}
