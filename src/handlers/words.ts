/** What an object of Cloudcraft is called in messages. */
export interface Words {
  /** For instance `AWS account`. */
  readonly full: string;
  /** For instance `account`. */
  readonly short: string;
  /** For instance `an account`. */
  readonly one: string;
  /** Where people find it in the web application, for instance `User > API keys`. */
  readonly where: string;
  /** What is added where one that has vanished is to be created again, for instance `, with a new value`. */
  readonly anew?: string;
}

/** A word at the beginning of a sentence. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
