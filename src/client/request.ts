import type { Dispatcher } from "undici";
import type { Settings } from "./api";
import type { Clock } from "./clock";
import { ApiError } from "./error";
import { toApiError } from "./error-response";
import type { Call, ClientLog, Reply, Send, Signals } from "./send";

/** More than any list of keys can need; a larger answer is refused before it fills the memory. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** With these, looking for the host or connecting to it, a connection never came about. */
const NEVER_CONNECTED = new Set(["connect", "getaddrinfo", "UND_ERR_CONNECT_TIMEOUT"]);

interface Wiring {
  readonly settings: Settings;
  readonly signals: Signals;
  readonly clock: Clock;
  readonly log: ClientLog;
  readonly userAgent: string;
}

/** Makes each call once, over HTTP. Loads undici at the first call, since loading it costs as much as starting Node. */
export function requesting({ settings, signals, clock, log, userAgent }: Wiring): Send {
  let dispatcher: Promise<Dispatcher> | undefined;
  return async (call) => {
    if (!call.cleanup && signals.signal.aborted) throw cancelled(call, settings);
    dispatcher ??= dispatcherFor(settings);
    const started = clock.now();
    // What was sent may have been processed, so its answer is waited for as long as possible.
    const signal = call.cleanup || call.method !== "GET" ? signals.ending : signals.signal;
    const timeout = clock.timeout(settings.requestTimeoutMs);
    try {
      const { origin, pathname, search } = new URL(settings.baseUrl + call.path);
      const response = await (await dispatcher).request({
        origin,
        path: pathname + search,
        method: call.method,
        signal: AbortSignal.any([signal, timeout]),
        headersTimeout: 0,
        bodyTimeout: 0,
        headers: {
          accept: "application/json",
          "accept-encoding": "identity",
          authorization: `Bearer ${settings.apiKey}`,
          "user-agent": userAgent,
          ...(call.body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: call.body === undefined ? undefined : JSON.stringify(call.body),
      });
      const text = await textOf(response, call);
      const status = response.statusCode;
      log.debug("Cloudcraft answered", { method: call.method, path: call.path, status, ms: clock.now() - started });
      return replyOf(call, settings, clock, { status, headers: response.headers, text });
    } catch (error) {
      throw error instanceof ApiError ? error : failure(error as Error, { call, settings, signal, timeout });
    }
  };
}

/** Honours the proxy variables as Go's HTTP client does: never for this machine itself. */
async function dispatcherFor({ loopback }: Settings): Promise<Dispatcher> {
  const { Agent, EnvHttpProxyAgent } = await import("undici");
  return loopback ? new Agent() : new EnvHttpProxyAgent();
}

async function textOf(response: Dispatcher.ResponseData, call: Call): Promise<string> {
  // A body that is cut off here reports that as an error of its own.
  response.body.on("error", () => {});
  const encoding = response.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    response.body.destroy();
    throw unreadable(call, `it is compressed as ${JSON.stringify(encoding)}, which was not asked for`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      response.body.destroy();
      throw unreadable(call, `it is larger than ${MAX_BODY_BYTES / 1024 / 1024} MiB`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

interface Answer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData["headers"];
  readonly text: string;
}

function replyOf(call: Call, settings: Settings, clock: Clock, { status, headers, text }: Answer): Reply {
  const succeeded = status >= 200 && status < 300;
  const decoded = decode(text);
  if (!succeeded && !call.accept?.includes(status)) {
    const said = (decoded as { error?: unknown } | undefined)?.error;
    const retryAfter = headers["retry-after"];
    throw toApiError(
      {
        method: call.method,
        path: call.path,
        status,
        retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
        said: typeof said === "string" ? settings.redact(said).slice(0, 500) : undefined,
      },
      settings,
      clock.now(),
    );
  }
  if (succeeded && status !== 204 && decoded === undefined) throw unreadable(call, "it is not JSON");
  return { status, body: decoded };
}

function decode(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An answer that makes no sense. @param why continues "cannot be used: " */
export function unreadable(call: Pick<Call, "method" | "path">, why: string): ApiError {
  return new ApiError({
    kind: "unreadable",
    summary: "Cloudcraft's answer cannot be used",
    detail: `The answer to ${call.method} ${call.path} cannot be used: ${why}.`,
    remedy: "Check the provider's `base_url`, and whether a proxy or a sign-in page answers in Cloudcraft's place.",
  });
}

function cancelled(call: Call, settings: Settings, sent?: Error): ApiError {
  const what = `${call.method} ${call.path} on ${settings.baseUrl}`;
  const mayBeProcessed = sent !== undefined && call.method !== "GET";
  return new ApiError(
    {
      kind: mayBeProcessed ? "interrupted" : "cancelled",
      summary: "Stopped on request",
      detail: sent
        ? `${what} was under way when Terraform asked to stop.`
        : `${what} was not sent, since Terraform asked to stop.`,
    },
    { cause: sent },
  );
}

interface Circumstances {
  readonly call: Call;
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly timeout: AbortSignal;
}

function failure(error: Error, { call, settings, signal, timeout }: Circumstances): ApiError {
  const what = `${call.method} ${call.path} on ${settings.baseUrl}`;
  if (signal.aborted) return cancelled(call, settings, error);
  if (timeout.aborted) {
    return new ApiError(
      {
        kind: "timeout",
        summary: "Cloudcraft did not answer in time",
        detail: `${what} had no complete answer after ${settings.requestTimeoutMs / 1000} s.`,
        remedy: "Try again later, or raise the provider's `request_timeout`.",
        repeatable: "if_safe",
      },
      { cause: error },
    );
  }
  const certificate = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_/.test(codeOf(error));
  return new ApiError(
    {
      kind: neverConnected(error) ? "unreached" : "network",
      summary: "Cloudcraft cannot be reached",
      detail: `${what} failed: ${settings.redact([codeOf(error), error.message].filter(Boolean).join(", "))}.`,
      remedy: certificate
        ? "The certificate is not trusted. If a proxy inspects the traffic, name its certificate file in NODE_EXTRA_CA_CERTS."
        : "Check the provider's `base_url` and the network. The variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY are honoured.",
      repeatable: certificate ? undefined : "if_safe",
    },
    { cause: error },
  );
}

/** The same codes may end a connection that stood, and in which a request was sent: who failed tells the two apart. */
function neverConnected(error: Error): boolean {
  if (error instanceof AggregateError) return error.errors.every(neverConnected);
  const { syscall } = error as { syscall?: unknown };
  if (codeOf(error).startsWith("ERR_SSL_")) return false;
  return /CERT|TLS|SELF_SIGNED|UNABLE_TO_/.test(codeOf(error)) || NEVER_CONNECTED.has(String(syscall ?? codeOf(error)));
}

function codeOf(error: Error): string {
  return String((error as { code?: unknown }).code ?? "");
}
