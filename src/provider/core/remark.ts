import type { Warning } from "../../schema";

/** What there is to say to the practitioner besides a result. */
export type Remark = { readonly error: unknown } | { readonly warning: Warning };
