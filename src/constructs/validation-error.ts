import { type Finding, type Path, Problem, snakeCase } from "../schema";

/** A construct was given values that the provider would refuse. Thrown while the app runs, before Terraform starts. */
export class ValidationError extends Problem {
  /** Path of the construct at fault in the app's tree. */
  readonly constructPath: string;
  /** Everything that is wrong. */
  readonly findings: readonly Finding[];

  constructor(constructPath: string, type: string, findings: readonly Finding[]) {
    super({
      kind: "invalid_configuration",
      summary: `${type} at "${constructPath}" is not valid`,
      detail: findings.map(sentence).join(" "),
      path: findings[0]?.path,
    });
    this.name = "ValidationError";
    this.constructPath = constructPath;
    this.findings = findings;
    // Node.js prints whatever is enumerable after the message, of which all this is but the parts.
    for (const name of Object.keys(this)) Object.defineProperty(this, name, { enumerable: false });
  }
}

/** A finding as one sentence that names the attribute as TypeScript code does. */
export function sentence({ path, why }: Finding): string {
  const place = placeOf(path);
  return why.includes(`\`${place}\``) ? why : `${place}: ${why.replaceAll(`\`${snakeCase(place)}\``, `\`${place}\``)}`;
}

function placeOf(path: Path): string {
  return path.map((step, index) => (typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`)).join("");
}
