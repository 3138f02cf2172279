import { rmSync } from "node:fs";

/** Removes the folder that the setup made. */
export default function globalTeardown(): void {
  if (process.env.TMPDIR) rmSync(process.env.TMPDIR, { recursive: true, force: true });
}
