import type { Command } from "commander";
import type { Api, Settings } from "../client";
import { settings } from "../handlers";
import { Problem } from "../schema";
import { host } from "./host";
import { providerBlock } from "./provider-block";

/** The flags of every command that speaks to the service. */
export interface ConnectionFlags {
  readonly apiKeyFile?: string;
  readonly baseUrl?: string;
  readonly apiKeysPath?: string;
  readonly insecureHttp?: boolean;
}

/** A connection that is configured, though perhaps not well. */
export interface Configured {
  readonly connection: Settings;
  /** What is wrong with it, in whole sentences. */
  readonly wrong: readonly string[];
}

/** Gives a command the flags that stand for a provider block. */
export function withConnectionFlags(command: Command): Command {
  return command
    .option("--api-key-file <file>", "as the provider's api_key_file; otherwise, CLOUDCRAFT_API_KEY is used")
    .option("--base-url <url>", "as the provider's base_url")
    .option("--api-keys-path <path>", "as the provider's api_keys_path")
    .option("--insecure-http", "as the provider's insecure_http = true");
}

/** The connection of a provider block with these settings, in the environment of this process. */
export function configure({ apiKeyFile, baseUrl, apiKeysPath, insecureHttp }: ConnectionFlags): Configured {
  const block = providerBlock({ apiKeyFile, baseUrl, apiKeysPath, insecureHttp });
  return { connection: settings(block.settings, host, block.reject), wrong: block.wrong };
}

/** Opens the API as a provider block with these settings would. @throws Problem that names every wrong setting. */
export function open(flags: ConnectionFlags): Api {
  const { connection, wrong } = configure(flags);
  if (wrong.length > 0) throw new Problem({ kind: "settings", summary: wrong.join(" ") });
  return connected(connection);
}

/** The API of a connection, in a process that logs nothing and is ended by killing it. */
export function connected(connection: Settings): Api {
  const log = { debug: () => {}, info: () => {} };
  const { signal } = new AbortController();
  return host.connect(connection, { signal, ending: signal, log });
}

/** The flags that were given. */
export function given<T extends object>(flags: T): Partial<T> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) as Partial<T>;
}
