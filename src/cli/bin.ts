#!/usr/bin/env node
import { unsupportedReason } from "./supported";

const reason = unsupportedReason();
if (reason === undefined) {
  // Loaded only now: what it loads may not even parse on a Node that is too old.
  (require("./main") as typeof import("./main")).main(process.argv);
} else {
  process.stderr.write(`cdktf-cloudcraft: ${reason}\n`);
  process.exitCode = 1;
}
