import type { CustodyContext, Records } from "../custody";
import { cloudcraft } from "../handlers";
import type { Context, Host } from "../handlers/context";
import { isProblem, type Operation, Problem } from "../schema";
import { host, hostThatAsks } from "./host";
import { keyService, type Wanted } from "./key-service";
import { type ProviderSettings, providerBlock } from "./provider-block";
import { withoutRequest } from "./request";

/** What custody works with: the records of a deployment, and the service as a provider block would reach it. */
export async function custodyContext(
  records: Records,
  warn: Operation["warn"],
  settings: Partial<ProviderSettings> = {},
): Promise<CustodyContext<Wanted>> {
  const quiet = () => {};
  const { signal } = new AbortController();
  const operation = { signal, ending: signal, log: { debug: quiet, info: quiet, warn: quiet }, warn };
  const context = await contextFor(
    settings,
    operation,
    hostThatAsks(() => records.confirm()),
  );
  const { api } = await contextFor(settings, operation, host);
  return {
    records,
    keys: keyService({ ...context, ...operation }, api, whoIs(settings, operation)),
    toldId: (owner) => told(process.env.CLOUDCRAFT_HANDLER_KEYS).get(owner),
    now: () => new Date(host.clock.now()).toISOString(),
    warn,
    environment: withoutOurs(process.env),
  };
}

/** What `OWNER=ID,OWNER=ID` says. */
function told(text = ""): ReadonlyMap<string, string> {
  const pairs = text.split(",").map((pair) => /^\s*(.+)=([^=]+?)\s*$/.exec(pair) ?? []);
  return new Map(pairs.flatMap(([, owner, id]) => (owner && id ? [[owner, id] as const] : [])));
}

/**
 * What a provider block would work with that says nothing but this.
 * @throws Problem that names every wrong setting
 */
async function contextFor(given: Partial<ProviderSettings>, operation: Operation, lender: Host): Promise<Context> {
  const { CLOUDCRAFT_API_KEY_FILE, CLOUDCRAFT_API_KEYS_PATH } = process.env;
  const { settings, wrong, reject } = providerBlock({
    // Many handlers may run at once: each has to be patient with a limit that all of them share.
    maxRetries: 20,
    ...(CLOUDCRAFT_API_KEYS_PATH && { apiKeysPath: CLOUDCRAFT_API_KEYS_PATH }),
    ...(CLOUDCRAFT_API_KEY_FILE && given.apiKey === undefined && { apiKeyFile: CLOUDCRAFT_API_KEY_FILE }),
    ...given,
  });
  const context = await cloudcraft(lender).configure(settings, { ...operation, reject, hide: () => {} });
  if (wrong.length > 0) throw new Problem({ kind: "settings", summary: wrong.join("\n  ") });
  return context;
}

/** Asks the service whom a value lets in. */
function whoIs({ apiKeyFile: _, ...settings }: Partial<ProviderSettings>, operation: Operation) {
  return async (apiKey: string): Promise<string | undefined> => {
    const { api } = await contextFor({ ...settings, apiKey }, operation, host);
    try {
      return (await api.users.me()).id;
    } catch (error) {
      if (isProblem(error) && (error.kind === "unauthorized" || error.kind === "forbidden")) return undefined;
      throw error;
    }
  };
}

/** A command that takes a value needs neither our credential nor the request. */
function withoutOurs({ CLOUDCRAFT_API_KEY: _, ...rest }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return withoutRequest(rest);
}
