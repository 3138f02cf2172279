import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { version } from "../../package.json";
import { atCommit, builtIn, type Contender, ours, peer } from "./contender";
import { type Figure, machine, table } from "./figures";
import { measureGrowth } from "./growth";
import { measureLimited } from "./limited";
import { measureStartup } from "./startup";
import { measureSynth } from "./synth";
import { measureWork } from "./work";

const USAGE = `npm run bench -- [startup|three|thousand|growth|limited|synth]... [--rounds N]
    [--against COMMIT] [--peer EXECUTABLE --hcl FILE] [--json] [--record]
Values are medians, all contenders taking turns; in brackets, what ours is to each.
--hcl is a configuration of var.number objects, with var.url and var.key; --record adds the result to results.json.
`;

const RESULTS = join(__dirname, "results.json");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "7" },
    against: { type: "string" },
    peer: { type: "string" },
    hcl: { type: "string" },
    json: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const rounds = Number(values.rounds);

interface Contenders {
  /** Builds of ours. */
  readonly own: readonly Contender[];
  /** And those of others. */
  readonly all: readonly Contender[];
}

const benchmarks: Readonly<Record<string, (contenders: Contenders) => Promise<Figure[]>>> = {
  startup: ({ own }) => measureStartup(own, rounds * 3),
  three: ({ all }) => measureWork(all, 3, rounds),
  thousand: ({ all }) => measureWork(all, 1000, Math.ceil(rounds / 4)),
  growth: () => measureGrowth(),
  limited: ({ own }) => measureLimited(own),
  synth: () => measureSynth(rounds),
};

const unknown = positionals.filter((name) => !Object.hasOwn(benchmarks, name));
const incomplete = (values.peer === undefined) !== (values.hcl === undefined);
if (values.help || unknown.length > 0 || incomplete || !(rounds >= 1)) {
  process.stderr.write(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  void run(positionals.length > 0 ? positionals : Object.keys(benchmarks));
}

async function run(names: readonly string[]): Promise<void> {
  // Whatever is started inherits it, and Node 20 would read all of its certificates at each start.
  delete process.env.NODE_EXTRA_CA_CERTS;
  // So that Terraform uses no configuration of the machine's user.
  process.env.TF_CLI_CONFIG_FILE = "/dev/null";
  const before = values.against === undefined ? undefined : atCommit(values.against);
  try {
    const own = before ? [ours, before] : [ours];
    const others = values.peer && values.hcl ? [peer(values.peer, values.hcl)] : [];
    const facts = machine();
    const figures: Figure[] = [];
    for (const name of names) {
      const found = (await benchmarks[name]?.({ own, all: [...own, builtIn, ...others] })) ?? [];
      figures.push(...found);
      if (!values.json) process.stdout.write(`${table(found)}\n\n`);
    }
    const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8", cwd: __dirname }).trim();
    const result = { version, commit, date: new Date().toISOString().slice(0, 10), machine: facts, figures };
    if (values.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    if (values.record) {
      const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : [];
      writeFileSync(RESULTS, `${JSON.stringify([...results, result], null, 2)}\n`);
    }
  } finally {
    before?.remove();
  }
}
