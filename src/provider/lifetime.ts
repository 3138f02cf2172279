import type { Socket } from "node:net";

/** A client closes its connection as soon as it has the answer to its last request; one that does not is not waited for. */
const partingMs = 500;

/** How often a process that waits for its first client looks whether Terraform is still there. */
const parentWatchMs = 500;

/** How long a provider waits, in milliseconds. */
export interface Limits {
  /** For the first client to connect. */
  readonly patienceMs: number;
  /** For requests under way after the last client has gone. */
  readonly graceMs: number;
}

/** What is told when the end draws near. */
export interface Ending {
  /** Asks requests under way to come to an end. Abandoned: nobody is left to take their answers. */
  stop(kind: "stopped" | "abandoned"): void;
  /** Resolves when none is under way. */
  idle(): Promise<void>;
}

/** Decides when the process ends. */
export interface Lifetime {
  /** Says whom to tell. */
  tell(ending: Ending): void;
  /** Counts a client in until its connection closes. */
  connected(socket: Socket): void;
  /** Ends the process, once the client has the answer to the request that asks for it. */
  shutdown(): void;
}

/** Of a process that a developer has started: it ends on Ctrl-C, however many clients come and go. */
export class DebugLifetime implements Lifetime {
  constructor() {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => this.shutdown());
  }

  tell(): void {}

  connected(socket: Socket): void {
    socket.on("error", () => {});
  }

  shutdown(): void {
    process.exit(0);
  }
}

/** Of a process that Terraform has started: never on Ctrl-C, always when nobody is left to serve. */
export class StartedLifetime implements Lifetime {
  readonly #clients = new Set<Socket>();
  readonly #patience: NodeJS.Timeout;
  readonly #watch: NodeJS.Timeout;
  #ending: Ending | undefined;

  constructor(private readonly limits: Limits) {
    // The terminal sends Ctrl-C to Terraform as well, which then asks us to stop in an orderly way.
    process.on("SIGINT", () => {});
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => this.#onTermination());
    this.#patience = setTimeout(() => process.exit(1), limits.patienceMs);
    const parent = process.ppid;
    this.#watch = setInterval(() => process.ppid === parent || process.exit(1), parentWatchMs);
  }

  tell(ending: Ending): void {
    this.#ending = ending;
  }

  connected(socket: Socket): void {
    clearTimeout(this.#patience);
    clearInterval(this.#watch);
    this.#clients.add(socket);
    socket.once("close", () => {
      this.#clients.delete(socket);
      if (this.#clients.size === 0) this.#onAbandoned();
    });
    socket.on("error", () => {});
  }

  shutdown(): void {
    setTimeout(() => process.exit(0), partingMs);
  }

  #onTermination(): void {
    this.#ending?.stop("stopped");
    if (this.#clients.size === 0) process.exit(0);
  }

  #onAbandoned(): void {
    const leave = () => {
      if (this.#clients.size === 0) process.exit(0);
    };
    this.#ending?.stop("abandoned");
    setTimeout(leave, this.limits.graceMs);
    void this.#ending?.idle().then(leave);
  }
}
