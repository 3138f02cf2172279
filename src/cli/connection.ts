import type { Command } from "commander";
import type { Api, Settings } from "../client";
import { settingAttributes, settings } from "../handlers";
import { Problem, snakeCase } from "../schema";
import { host } from "./host";

/** The flags of every command that speaks to the service. */
export interface ConnectionFlags {
  readonly apiKeyFile?: string;
  readonly baseUrl?: string;
  readonly apiKeysPath?: string;
}

/** Gives a command the flags that stand for a provider block. */
export function withConnectionFlags(command: Command): Command {
  return command
    .option("--api-key-file <file>", "as the provider's api_key_file")
    .option("--base-url <url>", "as the provider's base_url")
    .option("--api-keys-path <path>", "as the provider's api_keys_path");
}

/** Opens the API as a provider block with these settings would. @throws Problem that names every wrong setting. */
export function open({ apiKeyFile, baseUrl, apiKeysPath }: ConnectionFlags): { api: Api; connection: Settings } {
  const wrong: string[] = [];
  const config = { ...defaults(), ...given({ apiKeyFile, baseUrl, apiKeysPath }) };
  const connection = settings(config, host, (attribute, why) => wrong.push(`${snakeCase(attribute)}: ${why}`));
  if (wrong.length > 0) throw new Problem({ kind: "settings", summary: wrong.join("\n  ") });
  const log = { debug: () => {}, info: () => {} };
  return { connection, api: host.connect(connection, { signal: new AbortController().signal, log }) };
}

function given<T extends object>(flags: T): Partial<T> {
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** The settings of a provider block that says nothing. */
function defaults(): Parameters<typeof settings>[0] {
  const { apiKeysPath, requestTimeout, maxRetries, insecureHttp, treatInvisibleAsDeleted } = settingAttributes;
  return {
    apiKeysPath: apiKeysPath.spec.defaultValue as string,
    requestTimeout: requestTimeout.spec.defaultValue as string,
    maxRetries: maxRetries.spec.defaultValue as number,
    insecureHttp: insecureHttp.spec.defaultValue as boolean,
    treatInvisibleAsDeleted: treatInvisibleAsDeleted.spec.defaultValue as boolean,
  };
}
