import type { Clock } from "./clock";
import { ApiError } from "./error";
import { pathOf } from "./path";
import { unreadable } from "./request";
import type { Call, ClientLog, Send } from "./send";

/**
 * How long what is read may lag behind what was written. No source says that Cloudcraft's reads do; a service that
 * reads from replicas would answer just like one that has lost something.
 */
export const LONGEST_LAG_MS = 15_000;

/** What a collection holds. */
interface Member {
  readonly id: string;
  readonly updatedAt?: string;
}

/** What a collection is, apart from what it holds. */
export interface CollectionOptions<T extends Member> {
  /** Where it is listed, for instance `/apikey`; an object is below it. */
  readonly path: string;
  /** The entries of an answer to the list. @throws ApiError if it is none */
  entries(body: unknown, call: Call): readonly unknown[];
  /** @throws ApiError for what is no such object */
  decode(value: unknown, call: Call): T;
  readonly clock: Clock;
  readonly log: ClientLog;
}

/** A write that the service has acknowledged; without an object, it was a deletion. */
interface Written<T> {
  readonly object?: T;
  readonly at: number;
}

/**
 * What is known of the objects under one path: their list, fetched once and kept true to our own writes. What was
 * written and acknowledged outweighs what is read soon after.
 */
export class Collection<T extends Member> {
  readonly #options: CollectionOptions<T>;
  readonly #written = new Map<string, Written<T>>();
  #listing: Promise<Map<string, T>> | undefined;
  #fresh: Promise<Map<string, T>> | undefined;
  #loaded: Map<string, T> | undefined;
  /** The values of {@link #loaded}, until one of them changes. */
  #values: readonly T[] | undefined;

  constructor(options: CollectionOptions<T>) {
    this.#options = options;
  }

  /** All objects: one request, shared by everyone who asks. The same array as long as nothing changes. */
  async list(send: Send): Promise<readonly T[]> {
    return this.#valuesOf(await this.#load(send));
  }

  /** The same, by a request that begins after this call, shared by those who wait for one. */
  async listFresh(send: Send): Promise<readonly T[]> {
    this.#fresh ??= settled(this.#listing).then(() => {
      this.#fresh = undefined;
      this.#forget();
      return this.#load(send);
    });
    return this.#valuesOf(await this.#fresh);
  }

  /** One object of the shared list. */
  async listed(send: Send, id: string): Promise<T | undefined> {
    return (await this.#load(send)).get(keyOf(id));
  }

  #load(send: Send): Promise<Map<string, T>> {
    if (this.#listing) return this.#listing;
    const mine = this.#fetch(send);
    this.#listing = mine;
    mine.then(
      (loaded) => {
        if (this.#listing === mine) this.#loaded = loaded;
      },
      () => {
        if (this.#listing === mine) this.#listing = undefined;
      },
    );
    return mine;
  }

  /** One object by its own request; `undefined` where the service answers 404. */
  async find(send: Send, id: string): Promise<T | undefined> {
    const call: Call = { method: "GET", path: this.pathOf(id), accept: [404] };
    const { status, body } = await send(call);
    return this.#outweighed(status === 404 ? undefined : this.decode(body, call, id), id);
  }

  pathOf(id: string): string {
    return pathOf(this.#options.path, id);
  }

  /** @param id what was asked for: an answer about anything else is none. */
  decode(body: unknown, call: Call, id?: string): T {
    const object = this.#options.decode(body, call);
    if (id === undefined || keyOf(object.id) === keyOf(id)) return object;
    throw unreadable(call, `it is about ${JSON.stringify(object.id)} instead`);
  }

  /** Takes note of a write that was acknowledged. */
  wrote(id: string, object: T | undefined): void {
    this.#written.set(keyOf(id), { object, at: this.#options.clock.now() });
    if (this.#loaded) set(this.#loaded, keyOf(id), object);
    this.#values = undefined;
  }

  /** Takes note of an answer that there is no such object. */
  missed(id: string): void {
    this.#written.delete(keyOf(id));
    this.#loaded?.delete(keyOf(id));
    this.#values = undefined;
  }

  /** Takes note of a write of which it is not known what became. @param id where it is known */
  async writing<R>(write: () => Promise<R>, id?: string): Promise<R> {
    try {
      return await write();
    } catch (error) {
      if (id !== undefined) this.#written.delete(keyOf(id));
      this.#forget();
      throw error;
    }
  }

  #forget(): void {
    this.#listing = undefined;
    this.#loaded = undefined;
    this.#values = undefined;
  }

  #valuesOf(objects: Map<string, T>): readonly T[] {
    if (objects !== this.#loaded) return [...objects.values()];
    this.#values ??= [...objects.values()];
    return this.#values;
  }

  async #fetch(send: Send): Promise<Map<string, T>> {
    const { path, entries, decode, clock, log } = this.#options;
    const call: Call = { method: "GET", path };
    const begun = clock.now();
    const objects = new Map<string, T>();
    for (const entry of entries((await send(call)).body, call)) {
      try {
        const object = decode(entry, call);
        objects.set(keyOf(object.id), object);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        log.info("An entry of a list is passed over", { path, why: error.detail });
      }
    }
    for (const [key, { at }] of this.#written) {
      if (at < begun - LONGEST_LAG_MS) this.#written.delete(key);
      else set(objects, key, this.#outweighed(objects.get(key), key));
    }
    return objects;
  }

  /** What was read, unless a write of late says otherwise. */
  #outweighed(read: T | undefined, id: string): T | undefined {
    const written = this.#written.get(keyOf(id));
    if (!written || this.#options.clock.now() - written.at > LONGEST_LAG_MS) return read;
    if (!read || !written.object) return written.object;
    return Date.parse(read.updatedAt ?? "") > Date.parse(written.object.updatedAt ?? "") ? read : written.object;
  }
}

function set<T>(objects: Map<string, T>, key: string, object: T | undefined): void {
  if (object === undefined) objects.delete(key);
  else objects.set(key, object);
}

/** UUIDs are the same in whatever case they are written. */
function keyOf(id: string): string {
  return id.toLowerCase();
}

function settled(promise: Promise<unknown> | undefined): Promise<void> {
  return (promise ?? Promise.resolve()).then(
    () => undefined,
    () => undefined,
  );
}
