/** The path of a request's target as it was sent, without query and, if it is absolute, without its origin. */
export function pathOf(target: string): string {
  return /^(?:https?:\/\/[^/?#]*)?([^?#]*)/i.exec(target)?.[1] ?? "";
}
