import { isProblem } from "../schema";

/** One thing that the doctor looked at. `bad` means that a deploy cannot work. */
export interface Finding {
  readonly level: "good" | "note" | "bad";
  readonly text: string;
}

export const good = (text: string): Finding => ({ level: "good", text });
export const note = (text: string): Finding => ({ level: "note", text });
export const bad = (text: string): Finding => ({ level: "bad", text });

/** A problem as a finding. @throws whatever is none */
export function problem(error: unknown): Finding {
  if (!isProblem(error)) throw error;
  const { summary, detail, remedy } = error;
  return bad([`${summary}.`, detail, remedy].filter(Boolean).join(" "));
}
