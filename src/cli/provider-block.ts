import { settingAttributes } from "../handlers";
import { type Input, snakeCase, validate } from "../schema";

/** The provider's settings, defaults filled in. */
export type ProviderSettings = Input<typeof settingAttributes>;

/** What the commands take in place of a provider block. */
export interface ProviderBlock {
  readonly settings: ProviderSettings;
  /** What is wrong with them, in whole sentences; what is found later is added by `reject`. */
  readonly wrong: string[];
  reject(attribute: string, why: string): void;
}

/** A provider block that says nothing but this. */
export function providerBlock(given: Partial<ProviderSettings>): ProviderBlock {
  const defaults = Object.entries(settingAttributes).map(([name, { spec }]) => [name, spec.defaultValue]);
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  const settings = Object.fromEntries([...defaults, ...said]) as ProviderSettings;
  const wrong = validate({ attributes: settingAttributes }, settings).map(({ why }) => why);
  return { settings, wrong, reject: (attribute, why) => void wrong.push(`${snakeCase(attribute)}: ${why}`) };
}
