import { type AnyProvider, isWhollyKnown, type Operation, Problem, snakeCase } from "../schema";
import { beginCall, type Call, type Subject } from "./call";
import { draftOf } from "./core/project";
import { invalid, validateConfig } from "./core/validate";
import { plainValues, type Values } from "./core/value";
import type { FullLog } from "./log";
import type { Diagnostic } from "./protocol/generated/tfplugin6";
import { Secrets } from "./secrets";

export type { Call } from "./call";

type Readiness =
  | { readonly kind: "unconfigured" }
  | { readonly kind: "unknown"; readonly settings: readonly string[] }
  | { readonly kind: "ready"; readonly context: object };

/** For so long after a stop, what was begun may be finished or taken back: a CI ends a process that takes ten seconds. */
const ENDING_MS = 6_000;

/** Terraform waits ten seconds for an ephemeral resource to be closed, also after a stop. */
const CLOSING_MS = 8_000;

/** What ends a request that goes on after a stop. */
function closing(): Pick<Operation, "signal" | "ending"> {
  const signal = AbortSignal.timeout(CLOSING_MS);
  return { signal, ending: signal };
}

const EXCUSE =
  "Until then, objects are taken to be as they are in the state. To look at them all the same, give the provider a value that is known beforehand.";

/** What a provider process remembers between requests: its configuration, whether to stop, and what is under way. */
export class Session {
  readonly #secrets = new Secrets();
  /** What errors have explained since the last configuration: a process that is being debugged serves several commands. */
  readonly #told = new Set<string>();
  readonly #underWay = new Set<Call>();
  #abort = new AbortController();
  #ending = new AbortController();
  #readiness: Readiness = { kind: "unconfigured" };
  #count = 0;
  #onIdle: (() => void) | undefined;
  #excused = false;

  constructor(
    readonly provider: AnyProvider,
    private readonly log: FullLog,
  ) {}

  /** Asks every request under way to come to an end. */
  stop(kind: "stopped" | "abandoned" = "stopped"): void {
    const detail = kind === "stopped" ? "Terraform asked the provider to stop." : "Terraform is gone.";
    const reason = new Problem({ kind, summary: "Cancelled", detail });
    this.#abort.abort(reason);
    const ending = this.#ending;
    if (kind === "stopped") setTimeout(() => ending.abort(reason), ENDING_MS).unref();
  }

  /** Resolves as soon as no request is under way. */
  idle(): Promise<void> {
    if (this.#underWay.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }

  /** Serves one request. Whatever it throws is told to the practitioner, with the response meant for a failure. */
  async serve<R extends object>(
    rpc: string,
    subject: Subject,
    work: (call: Call) => R | Promise<R>,
    failed?: R,
  ): Promise<Partial<R> & { diagnostics: Diagnostic[] }> {
    const log = this.log.with({
      tf_req_id: String(++this.#count),
      tf_rpc: rpc,
      tf_provider_addr: this.provider.address,
      ...(subject.kind && { [`tf_${subject.kind}_type`]: subject.typeName }),
    });
    // A process that is being debugged serves the next command after one that was stopped.
    if (rpc === "ConfigureProvider" && this.#abort.signal.aborted) {
      this.#abort = new AbortController();
      this.#ending = new AbortController();
    }
    if (rpc === "ConfigureProvider") this.#told.clear();
    const signals = subject.outlivesStop ? closing() : { signal: this.#abort.signal, ending: this.#ending.signal };
    const call = beginCall(subject, log, signals, this.#secrets, this.#told);
    // Not `performance`, which takes Node as long to load as a small plan's requests take.
    const started = process.hrtime.bigint();
    this.#underWay.add(call);
    log.trace("Received request");
    let response: R | undefined;
    try {
      response = await work(call);
    } catch (error) {
      call.remark({ error });
      response = failed;
    }
    if (this.#readiness.kind === "ready") this.provider.finished?.(this.#readiness.context, call.operation);
    this.#underWay.delete(call);
    const diagnostics = call.diagnostics();
    log.trace("Served request", { tf_req_duration_ms: Number((process.hrtime.bigint() - started) / 1_000_000n) });
    if (this.#underWay.size === 0) this.#onIdle?.();
    return { ...(response as Partial<R>), diagnostics };
  }

  /** Takes the provider's settings. Parts that are unknown yet are no error until something needs them. */
  async configure(config: Values, call: Call): Promise<void> {
    const { provider } = this;
    this.#secrets.learn(provider.attributes, config);
    const settings = Object.keys(provider.attributes).filter((name) => !isWhollyKnown(config[name]));
    if (settings.length > 0) {
      this.#readiness = { kind: "unknown", settings };
      return;
    }
    const remarks = validateConfig(provider, config);
    if (remarks.length === 0) {
      const input = plainValues(draftOf(provider.attributes, config));
      const context = await provider.configure(input as never, {
        ...call.operation,
        hide: (secret) => this.#secrets.add(secret),
        reject: (attribute, why, ...deeper) => void remarks.push({ error: invalid([attribute, ...deeper], why) }),
      });
      if (remarks.length === 0) this.#readiness = { kind: "ready", context: Object(context) };
    }
    call.remark(...remarks);
  }

  /** Whether handlers can be called. */
  get ready(): boolean {
    return this.#readiness.kind === "ready";
  }

  /** Says why handlers cannot be called for now, once; `false` if they can, or if that is an error. */
  excused(call: Call): boolean {
    if (this.#readiness.kind !== "unknown") return false;
    if (!this.#excused)
      call.remark({ warning: { ...this.#unknownSettings(this.#readiness.settings), remedy: EXCUSE } });
    this.#excused = true;
    return true;
  }

  /** What a handler is given; throws the reason where none can be called. */
  context(call: Call): Operation {
    const readiness = this.#readiness;
    if (readiness.kind === "ready") return { ...readiness.context, ...call.operation };
    if (readiness.kind === "unconfigured") {
      throw new Problem({ kind: "unconfigured", summary: "The provider has not been configured" });
    }
    throw this.#unknownSettings(readiness.settings);
  }

  #unknownSettings(settings: readonly string[]): Problem {
    const names = settings.map((name) => `\`${snakeCase(name)}\``).join(", ");
    return new Problem({
      kind: "unknown_settings",
      summary: "The provider's settings are not known yet",
      detail: `In the configuration of provider "${this.provider.name}", ${names} will be known only after apply, but this step already needs it.`,
      remedy: "Give it a value that is known beforehand, or first apply what it depends on with `-target`.",
    });
  }

  /** A text without any secret of the settings or of a request under way. */
  redact(text: string): string {
    return [...this.#underWay].reduce((redacted, call) => call.redact(redacted), this.#secrets.redact(text));
  }
}
