// Loaded into a provider by NODE_OPTIONS: its time is so many milliseconds ahead as the file CLOCK_SHIFT_FILE says, from
// the handshake on. Before that it makes the certificate that Terraform, whose time is the real one, has to accept.
const fs = require("node:fs");
const { now } = Date;
const { writeSync } = fs;
fs.writeSync = (...args) => {
  Date.now = () => now() + Number(fs.readFileSync(process.env.CLOCK_SHIFT_FILE, "utf8"));
  fs.writeSync = writeSync;
  return writeSync(...args);
};
