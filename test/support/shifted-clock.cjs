// Loaded into a provider by NODE_OPTIONS: its time is so many milliseconds ahead as the file CLOCK_SHIFT_FILE says, from
// the handshake on. Before that it makes the certificate that Terraform, whose time is the real one, has to accept.
const { readFileSync } = require("node:fs");
const { now } = Date;
const { write } = process.stdout;
process.stdout.write = function shifting(...args) {
  Date.now = () => now() + Number(readFileSync(process.env.CLOCK_SHIFT_FILE, "utf8"));
  process.stdout.write = write;
  return write.apply(this, args);
};
