import { visible, type Warning } from "../schema";

/** What happened, why, and the way out: a line each, the first one in front. */
export function inLines({ summary, detail, remedy }: Warning): string {
  return [summary, detail, remedy].flatMap((text) => (text ? visible(text) : [])).join("\n  ");
}
