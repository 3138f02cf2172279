import type { Attributes, Operation } from "../schema";
import type { Remark } from "./core/remark";
import { diagnosticOf } from "./diagnostic";
import type { FullLog } from "./log";
import { type Diagnostic, Diagnostic_Severity as Severity } from "./protocol/generated/tfplugin6";
import { Secrets } from "./secrets";

/** What a request is about. */
export interface Subject {
  readonly kind?: "resource" | "data_source" | "ephemeral_resource" | "list_resource" | "action";
  readonly typeName?: string;
  /** Whether it is served to its end though Terraform has asked the provider to stop. */
  readonly outlivesStop?: boolean;
  readonly attributes?: Attributes;
}

/** One request being served. */
export interface Call {
  /** What a handler is given on behalf of this request. */
  readonly operation: Operation;
  /** Takes note of the secrets among values of the subject's attributes; returns the values. */
  learnSecrets<V>(values: V): V;
  /** Adds to what the practitioner is told. */
  remark(...remarks: readonly Remark[]): void;
  /** All that the practitioner is told, for Terraform. */
  diagnostics(): Diagnostic[];
  /** A text without the secrets that are known by now. */
  redact(text: string): string;
}

/** Starts to keep account of a request. */
export function beginCall(
  subject: Subject,
  log: FullLog,
  { signal, ending }: Pick<Operation, "signal" | "ending">,
  settings: Secrets,
  told: Set<string>,
): Call {
  const { attributes } = subject;
  const secrets = new Secrets(settings);
  const remarks: Remark[] = [];
  const redact = (text: string) => secrets.redact(text);
  const toldBefore = (text: string) => told.has(text) || !told.add(text);
  const discreet = log.with({}, redact);
  return {
    operation: { signal, ending, log: discreet, warn: (warning) => void remarks.push({ warning }) },
    learnSecrets(values) {
      if (attributes) secrets.learn(attributes, values);
      return values;
    },
    remark: (...more) => void remarks.push(...more),
    diagnostics() {
      const diagnostics = remarks.map((remark) =>
        diagnosticOf(remark, { attributes, stopping: signal.aborted, redact, toldBefore }),
      );
      for (const { severity, summary, detail } of diagnostics) {
        const fields = { diagnostic_severity: severity, diagnostic_summary: summary, diagnostic_detail: detail };
        if (severity === Severity.ERROR) log.error("Response contains an error", fields);
        else log.warn("Response contains a warning", fields);
      }
      return diagnostics;
    },
    redact,
  };
}
