/** A step of a workflow that runs a shell. */
export interface Step {
  readonly name: string;
  readonly run: string;
  /** What the step alone has in its environment, as it is written. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * The shell steps of a job, as GitHub Actions (`run:`), GitLab CI (`script:`) and Atlantis (`run:`) write them. Reads the
 * YAML that the examples are written in, not any.
 * @param job indented by two spaces
 */
export function stepsOf(yaml: string, job: string): readonly Step[] {
  const lines = section(yaml.split("\n"), job);
  const steps: Step[] = [];
  let name = "";
  let env: Record<string, string> = {};
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (/^ {6}- /.test(line)) env = {};
    name = /^\s*- (?:name|description): (.*)/.exec(line)?.[1] ?? name;
    const [, variable, value = ""] = /^ {10}([A-Z_]+): (.*)/.exec(line) ?? [];
    if (variable !== undefined) env[variable] = value;
    const [, indent = "", command] = /^(\s*)(?:- )?run: (.*)/.exec(line) ?? /^( {4})- (?!\w+:)(.*)/.exec(line) ?? [];
    if (command === undefined) continue;
    if (command !== "|" && command !== ">-") {
      steps.push({ name, run: command, env });
      continue;
    }
    const block: string[] = [];
    while (isWithin(lines[at + 1], indent)) block.push((lines[++at] ?? "").slice(indent.length + 2));
    steps.push({ name, run: block.join(command === "|" ? "\n" : " "), env });
  }
  return steps;
}

/** All of a job. @param job indented by two spaces, or not at all */
export function jobOf(yaml: string, job: string): string {
  return section(yaml.split("\n"), job).join("\n");
}

function section(lines: readonly string[], name: string): readonly string[] {
  const start = lines.findIndex((line) => line.trimEnd() === `  ${name}:` || line === `${name}:`);
  if (start < 0) throw new Error(`There is no ${name}.`);
  const indent = /^ */.exec(lines[start] ?? "")?.[0].length ?? 0;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.trim() !== "" && (/^ */.exec(line)?.[0].length ?? 0) <= indent);
  return end < 0 ? rest : rest.slice(0, end);
}

function isWithin(line: string | undefined, indent: string): boolean {
  return line !== undefined && (line.trim() === "" || line.startsWith(`${indent}  `));
}
