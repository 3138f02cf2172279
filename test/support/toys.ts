import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { definitions, flag, list, map, number, object, Problem, set, text } from "../../src/schema";

/** Toys are files in a folder, which a test can look at and change behind the provider's back. */
export interface Shelf {
  ids(): readonly string[];
  put(id: string, toy: object): void;
  get(id: string): Record<string, unknown> | undefined;
  remove(id: string): void;
}

/** A shelf in a folder. */
export function shelfIn(folder: string): Shelf {
  const file = (id: string) => join(folder, `${id}.json`);
  return {
    ids: () => (existsSync(folder) ? readdirSync(folder).map((name) => name.replace(/\.json$/, "")) : []),
    put(id, toy) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file(id), JSON.stringify(toy));
    },
    get: (id) => (existsSync(file(id)) ? JSON.parse(readFileSync(file(id), "utf8")) : undefined),
    remove: (id) => rmSync(file(id), { force: true }),
  };
}

interface Context {
  readonly shelf: Shelf;
  readonly token: string;
}

const {
  resource,
  dataSource,
  ephemeralResource,
  listResource,
  action,
  function: providerFunction,
  provider,
} = definitions<Context>();

const serial = () => `toy-${process.pid}-${process.hrtime.bigint()}`;

/** Waits, as for a slow service, and gives up when told to stop. */
async function dawdle(forMs: number, signal: AbortSignal): Promise<void> {
  await sleep(forMs, undefined, { signal });
}

/** Every type of value, and whatever a test wants to go wrong, said by `mishap`. */
const box = resource("box", {
  description: "A box.",
  version: 2,
  upgrades: {
    0: ({ title, ...rest }) => ({ ...rest, name: title }),
    1: ({ weight, ...rest }) => ({ ...rest, size: weight }),
  },
  attributes: {
    id: text("Identifier.").computed().stable(),
    name: text("Name.")
      .check((name) => (name.trim() === "" ? "The name must not be blank." : undefined))
      .equivalent((one, other) => one?.toLowerCase() === other?.toLowerCase()),
    level: text("Level.").oneOf("low", "high").default("low"),
    kind: text("Kind.").optional().replaces(),
    size: number("Size.").optional().computed(),
    open: flag("Whether it is open.").default(false),
    tags: set(text(), "Tags.")
      .optional()
      .equivalent((one = [], other = []) => one.length === other.length && one.every((tag) => other.includes(tag))),
    steps: list(text(), "Steps.").optional(),
    labels: map(text(), "Labels.").optional(),
    lid: object({
      color: text("Color."),
      hinge: text("Hinge.").optional().replaces(),
      code: text("Code.").computed().stable(),
    }).optional(),
    parts: list(
      object({ name: text("Name."), count: number("Count.").default(1), serial: text().computed().stable() }),
    ).optional(),
    guests: set(object({ email: text(), role: text().default("reader") })).optional(),
    mishap: text("What goes wrong.").optional(),
    secret: text("Secret.").computed().stable().sensitive(),
    password: text("Password.").optional().sensitive(),
    revision: number("How often it has changed.").computed(),
  },
  validate(draft, reject) {
    if (draft.name === "both" && draft.size !== undefined) reject("size", "Not with this name.");
    if (draft.name === "guest") reject("guests", "Not this guest.", 0, "email");
  },
  async plan({ draft, state }, { warn }) {
    if (!draft && state) warn({ summary: "A box is going to be deleted", detail: `Its name is ${state.name}.` });
    if (draft?.mishap === "refused") throw new Problem({ kind: "forbidden", summary: "Not allowed", path: ["mishap"] });
  },
  async create(input, { shelf, keep, signal, warn, token }) {
    const id = serial();
    const toy = {
      ...input,
      id,
      size: input.size ?? 7,
      lid: input.lid && { ...input.lid, code: `code-${id}` },
      parts: input.parts?.map((part, at) => ({ ...part, serial: `${id}-${at}` })),
      secret: `secret-${id}`,
      revision: 1,
    };
    shelf.put(id, toy);
    if (input.mishap === "lost") throw new Error(`Lost, with ${input.password} and ${token} in its pocket`);
    keep(toy);
    if (input.mishap === "slow") await dawdle(60_000, signal);
    if (input.mishap === "late") throw new Error(`Too late for ${toy.secret}`);
    if (input.mishap === "warn") warn({ summary: "Mind the box", path: ["name"] });
    if (input.mishap === "mistyped") return { ...toy, secret: 5 as never };
    if (input.mishap === "contrary") return { ...toy, level: input.level === "low" ? "high" : "low" };
    if (input.mishap === "crash")
      setImmediate(() => {
        throw new Error(`The toy broke, and ${token} with it`);
      });
    if (input.mishap === "crash") await dawdle(60_000, signal);
    if (input.mishap === "chatty") {
      console.log("a toy chats", process.env.TF_PLUGIN_MAGIC_COOKIE ?? "without a cookie");
      process.stdout.write("a toy writes\n");
    }
    if (input.mishap === "stubborn") await sleep(60_000);
    return toy;
  },
  async read({ id }, { shelf, warn }) {
    const toy = shelf.get(id);
    if (toy) return toy as never;
    warn({ summary: "A box has gone", detail: `There is no ${id} any more.` });
    return undefined;
  },
  async update(input, state, { shelf, keep }) {
    const toy = {
      ...state,
      ...input,
      lid: input.lid && { ...input.lid, code: state.lid?.code ?? `code-${state.id}` },
      parts: input.parts?.map((part, at) => ({ ...part, serial: state.parts?.[at]?.serial ?? `${state.id}-${at}` })),
      revision: state.revision + 1,
    };
    if (input.mishap === "unsaved") throw new Error("Not saved");
    shelf.put(state.id, toy);
    keep(toy);
    if (input.mishap === "late") throw new Error("Too late");
    return toy;
  },
  async delete({ id, mishap }, { shelf }) {
    if (mishap === "sticky" && !shelf.get("unstick")) {
      throw new Problem({ kind: "conflict", summary: "The box is stuck.", detail: "Glue.", remedy: "Pull harder." });
    }
    shelf.remove(id);
  },
  async import(id, { shelf }) {
    return shelf.get(id) as never;
  },
});

/** Numbers, kept by a service that is exact about nothing. */
const gauge = resource("gauge", {
  description: "Numbers.",
  attributes: {
    id: text("Identifier.").computed().stable(),
    value: number("A number.").optional(),
    values: list(number(), "Numbers.").optional(),
    note: text("A note.").optional(),
  },
  create: async (input) => ({ ...input, id: serial() }),
  read: async (state) => state,
  update: async (input, state) => ({ ...state, ...input }),
  delete: async () => {},
});

/** Has a combination that nobody is told, and says which one it has by its length only. */
const safe = resource("safe", {
  description: "A safe.",
  attributes: {
    id: text("Identifier.").computed().stable(),
    pinWo: text("Its combination.")
      .optional()
      .writeOnly()
      .check((pin) => (/\D/.test(pin) ? "Digits only." : undefined)),
    pinWoVersion: number("Changes with the combination.").optional(),
    digits: number("How long the combination is.").computed(),
  },
  async create(input, { shelf }) {
    const id = serial();
    shelf.put(id, { pin: input.pinWo });
    return { ...input, id, digits: input.pinWo?.length ?? 0 };
  },
  read: async (state) => state,
  async update(input, state, { shelf }) {
    shelf.put(state.id, { pin: input.pinWo });
    return { ...state, ...input, digits: input.pinWo?.length ?? 0 };
  },
  delete: async ({ id }, { shelf }) => shelf.remove(id),
});

/** A ticket whose secret is changed in place when it is due, which its `read` alone finds out. */
const rotating = resource("rotating", {
  description: "A ticket.",
  identity: "id",
  attributes: {
    id: text("Identifier.").computed().stable(),
    name: text("Name."),
    trigger: text("Another one changes the secret.").optional(),
    secret: text("Secret.").computed().stable().sensitive(),
    due: flag("Whether the secret has to change.").computed(),
    made: text("When it was made.").computed().stable(),
  },
  renews: (draft, state) => (state.due || draft.trigger !== state.trigger ? ["id", "secret"] : []),
  async create({ name, trigger }, { shelf }) {
    const id = serial();
    const made = new Date().toISOString();
    shelf.put(id, { dueAt: "2999-01-01T00:00:00Z" });
    return { id, name, trigger, secret: `secret-${id}`, due: false, made };
  },
  async read(state, { shelf }) {
    const toy = shelf.get(state.id);
    return toy && { ...state, due: Date.now() >= Date.parse(String(toy.dueAt)) };
  },
  async update({ name, trigger }, state, { shelf }) {
    if (!state.due && trigger === state.trigger) return { ...state, name };
    const id = serial();
    shelf.put(id, { dueAt: "2999-01-01T00:00:00Z" });
    shelf.remove(state.id);
    return { ...state, name, trigger, id, secret: `secret-${id}`, due: false };
  },
  delete: async ({ id }, { shelf }) => shelf.remove(id),
});

/** A toy that is given back. What becomes of it is noted on the shelf, as `loan`. */
const loan = ephemeralResource("loan", {
  description: "A toy that is given back.",
  attributes: {
    name: text("Whose."),
    slow: flag("Whether handing it over takes for ever.").default(false),
    ticket: text("What proves it.").computed().sensitive(),
  },
  async open({ name, slow }, { shelf, signal }) {
    if (name === "nobody") throw new Problem({ kind: "forbidden", summary: "Nobody borrows", path: ["name"] });
    const ticket = `ticket-of-${name}-${process.pid}`;
    shelf.put("loan", { opened: name });
    if (slow) await dawdle(60_000, signal);
    return { result: { name, slow, ticket }, renewAt: new Date(Date.now() + 1000), keep: { name } };
  },
  async renew({ name }, { shelf }) {
    shelf.put("loan", { ...shelf.get("loan"), renewed: name });
    return {};
  },
  async close({ name }, { shelf, signal }) {
    signal.throwIfAborted();
    shelf.put("loan", { ...shelf.get("loan"), closed: name });
  },
});

const stack = providerFunction("stack", {
  summary: "Puts words on top of each other.",
  description: "One word a line, as often as it says.",
  parameters: {
    often: number("How often."),
    base: text("What is at the bottom.").optional(),
    words: list(
      text().check((word) => (word === "" ? "A word has letters." : undefined)),
      "The words.",
    ),
  },
  variadic: "words",
  returns: text(),
  call({ often, base, words }, { wrong }) {
    if (often < 0) throw wrong("often", "Nothing is done less than never.");
    return [base ?? "ground", ...Array.from({ length: often }, () => words).flat()].join(" ");
  },
});

const tickets = listResource(rotating, {
  description: "Tickets.",
  attributes: { prefix: text("How their identifiers begin.").default("") },
  async *list({ prefix }, { shelf, warn }) {
    if (prefix === "none") throw new Problem({ kind: "forbidden", summary: "Not these", path: ["prefix"] });
    for (const id of shelf.ids().filter((one) => one.startsWith(prefix))) {
      yield {
        displayName: `Ticket ${id}`,
        state: { id, name: "listed", secret: `secret-${id}`, due: false, made: "then" },
      };
    }
    if (prefix === "") warn({ summary: "These are all" });
  },
});

const tidy = action("tidy", {
  description: "Clears the shelf.",
  attributes: { key: text("Opens it.").writeOnly(), times: number("How often.").default(1) },
  async invoke({ key, times }, { shelf, progress }) {
    for (const id of shelf.ids()) shelf.remove(id);
    for (let time = 1; time <= times; time++) progress(`Tidied with ${key}: ${time}`);
    if (key === "wrong") throw new Problem({ kind: "forbidden", summary: "It does not open" });
  },
});

const look = dataSource("look", {
  description: "Looks a box up.",
  attributes: { id: text("Identifier."), depth: number("Depth.").default(1), name: text("Its name.").computed() },
  validate(draft, reject) {
    if (draft.id === "nowhere") reject("id", "Nowhere is no place.");
  },
  async read({ id, depth }, { shelf }) {
    const toy = shelf.get(id);
    if (!toy) throw new Problem({ kind: "not_found", summary: `There is no box ${id}`, path: ["id"] });
    return { id, depth, name: String(toy.name) };
  },
});

/** A provider of toys. */
export const toys = provider("toys", {
  version: "1.2.3",
  address: "example.test/shelf/toys",
  description: "Toys.",
  attributes: {
    folder: text("Where the toys are."),
    token: text("A secret.").optional().sensitive(),
    greeting: text("A word.").default("hello"),
  },
  validate(draft, reject) {
    if (draft.folder === "/") reject("folder", "Not the root folder.");
  },
  configure({ folder, token = "", greeting }, { reject, log }) {
    if (greeting === "bye") reject("greeting", "Too early to leave.");
    log.info("Configured", { folder, token, text: `with ${token}` });
    return { shelf: shelfIn(folder), token };
  },
  resources: [box, gauge, safe, rotating],
  dataSources: [look],
  ephemeralResources: [loan],
  listResources: [tickets],
  actions: [tidy],
  functions: [stack],
});
