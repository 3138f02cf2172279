import { inspect } from "node:util";
import { type AnyAttribute, type Attributes, isProblem, type Path, snakeCase, visible, type Warning } from "../schema";
import type { Remark } from "./core/remark";
import {
  type AttributePath,
  type AttributePath_Step,
  type Diagnostic,
  Diagnostic_Severity as Severity,
} from "./protocol/generated/tfplugin6";

/** What a remark's diagnostic depends on besides the remark. */
export interface Circumstances {
  /** The attributes that paths lead through; none where a configuration is not in question. */
  readonly attributes?: Attributes;
  /** Whether Terraform has asked the provider to stop. */
  readonly stopping: boolean;
  redact(text: string): string;
  /** Whether this is not the first time that a text is told. */
  toldBefore(text: string): boolean;
}

/** The one place where errors and warnings become what Terraform shows. */
export function diagnosticOf(remark: Remark, circumstances: Circumstances): Diagnostic {
  if ("warning" in remark) return render(Severity.WARNING, remark.warning, circumstances);
  const { error } = remark;
  if (isProblem(error)) return render(Severity.ERROR, error, circumstances);
  if (circumstances.stopping) {
    const detail = `Terraform asked the provider to stop before this was finished: ${explain(error)}.`;
    return render(Severity.ERROR, { summary: "Cancelled", detail }, circumstances);
  }
  const remedy = "If this goes on, please report it to the provider's authors.";
  return render(Severity.ERROR, { summary: "Unexpected error", detail: explain(error), remedy }, circumstances);
}

/** A path as the protocol writes it, as far as it leads: it ends at a set, whose elements have no address. */
export function pathOf(attributes: Attributes, path: Path): AttributePath | undefined {
  const steps: AttributePath_Step[] = [];
  let inside: Attributes | undefined = attributes;
  let element: AnyAttribute | undefined;
  for (const step of path) {
    const member: AnyAttribute | undefined = inside && Object.hasOwn(inside, step) ? inside[step] : undefined;
    const next: AnyAttribute | undefined = inside ? member : element;
    if (!next) break;
    if (inside) steps.push({ attributeName: snakeCase(String(step)) });
    else steps.push(typeof step === "number" ? { elementKeyInt: step } : { elementKeyString: step });
    const { shape }: AnyAttribute["spec"] = next.spec;
    inside = shape.kind === "object" ? shape.attributes : undefined;
    element = shape.kind === "list" || shape.kind === "map" ? shape.element : undefined;
  }
  return steps.length > 0 ? { steps } : undefined;
}

function render(severity: Severity, parts: Warning, circumstances: Circumstances): Diagnostic {
  const { attributes, redact, toldBefore } = circumstances;
  // Names and sentences of the service are in it, and must not break out of their line.
  const shown = (text = "") => visible(redact(text));
  const summary = shown(parts.summary).replace(/\.$/, "");
  const paragraphs = [shown(parts.detail), shown(parts.remedy)].filter(Boolean);
  // One wrong credential fails every object, each of which has to have its error.
  const repeatable = severity === Severity.ERROR && parts.path === undefined;
  const news = paragraphs.filter((paragraph) => !repeatable || !toldBefore(`${summary}\n${paragraph}`));
  const isRepetition = news.length === 0 && paragraphs.length > 0;
  return {
    severity,
    summary: isRepetition ? `${summary} (explained at another object)` : summary,
    detail: news.join("\n\n"),
    attribute:
      parts.path && attributes && !isDelicate(attributes, parts.path) ? pathOf(attributes, parts.path) : undefined,
  };
}

/** Whether a path leads to, or past, something sensitive: Terraform prints the line of the configuration that it leads to. */
function isDelicate(attributes: Attributes, [first = ""]: Path): boolean {
  const attribute = Object.hasOwn(attributes, first) ? attributes[first] : undefined;
  return attribute !== undefined && holdsSecrets(attribute);
}

function holdsSecrets({ spec: { sensitive, shape } }: AnyAttribute): boolean {
  if (sensitive) return true;
  if (shape.kind === "object") return Object.values(shape.attributes).some(holdsSecrets);
  return "element" in shape && holdsSecrets(shape.element);
}

/** An error's message with those of its causes, of which there may be a circle. */
function explain(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return typeof error === "string" ? error : inspect(error);
  const cause = error.cause === undefined || depth > 4 ? "" : ` (cause: ${explain(error.cause, depth + 1)})`;
  return `${error.message || error.name}${cause}`;
}
