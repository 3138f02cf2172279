import type { Noun } from "../wire/noun";
import { type Field, Misfit } from "../wire/shape";
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

/**
 * The objects of a noun, over a connection: `T` as answers tell of them, `S` as they are sent, `C` as the answer to a
 * creation tells of them. Every method throws {@link ApiError}.
 */
export interface Objects<T, S, C extends T = T> {
  /** All that the caller may see: one request, shared by everyone who asks and kept true to our own writes. */
  list(): Promise<readonly T[]>;
  /** The same as the service has it by now: a request that begins after this call, shared by those who wait for one. */
  listFresh(): Promise<readonly T[]>;
  /** One object of the list that everyone shares. */
  listed(id: string): Promise<T | undefined>;
  /**
   * One object by a request of its own, or `undefined` where the service answers 404: gone, not visible to the caller,
   * or not visible yet.
   */
  find(id: string): Promise<T | undefined>;
  /** Makes an object. Never repeated by itself, since every repetition could make another. */
  create(input: S): Promise<C>;
  update(id: string, input: S): Promise<T>;
  /** `false` where the service answers 404. */
  delete(id: string): Promise<boolean>;
}

/** What the objects of every noun have that can be written. */
export interface Member {
  readonly id: string;
  readonly updatedAt: string;
}

/** What a collection works with. */
export interface CollectionOptions<T, S, O> {
  readonly noun: Noun<T, S, O>;
  /** Where it is listed, if not where the noun says. */
  readonly path?: string;
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
export class Collection<T extends Member, S, O> {
  readonly #noun: Noun<T, S, O>;
  readonly #path: string;
  readonly #clock: Clock;
  readonly #log: ClientLog;
  readonly #written = new Map<string, Written<T>>();
  #listing: Promise<Map<string, T>> | undefined;
  #fresh: Promise<Map<string, T>> | undefined;
  #loaded: Map<string, T> | undefined;
  /** The values of {@link #loaded}, until one of them changes. */
  #values: readonly T[] | undefined;

  constructor({ noun, path = noun.path, clock, log }: CollectionOptions<T, S, O>) {
    this.#noun = noun;
    this.#path = path;
    this.#clock = clock;
    this.#log = log;
  }

  get name(): string {
    return this.#noun.name;
  }

  /** The objects, by calls of this kind. */
  over(send: Send): Objects<T, S, T & O> {
    return {
      list: async () => this.#valuesOf(await this.#load(send)),
      listFresh: async () => this.#valuesOf(await this.#loadFresh(send)),
      listed: async (id) => (await this.#load(send)).get(keyOf(id)),
      find: (id) => this.#find(send, id),
      create: (input) => this.#writing(() => this.#create(send, input)),
      update: (id, input) => this.#writing(() => this.#update(send, id, input), id),
      delete: (id) => this.#writing(() => this.#delete(send, id), id),
    };
  }

  #loadFresh(send: Send): Promise<Map<string, T>> {
    this.#fresh ??= settled(this.#listing).then(() => {
      this.#fresh = undefined;
      this.#forget();
      return this.#load(send);
    });
    return this.#fresh;
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

  async #find(send: Send, id: string): Promise<T | undefined> {
    if (this.#noun.listedOnly) return (await this.#loadFresh(send)).get(keyOf(id));
    const call: Call = { method: "GET", path: pathOf(this.#path, id), accept: [404] };
    const { status, body } = await send(call);
    return this.#outweighed(status === 404 ? undefined : this.#about(id, body, call), id);
  }

  async #create(send: Send, input: S): Promise<T & O> {
    const call: Call = { method: "POST", path: this.#path, body: input };
    const { body } = await send(call);
    const created = read(this.#noun.object, body, call);
    this.#wrote(created.id, created);
    try {
      return { ...created, ...this.#noun.secret.read(body, "") };
    } catch (error) {
      if (error instanceof Misfit) throw lostValue(this.#noun.called, created.id);
      throw error;
    }
  }

  async #update(send: Send, id: string, input: S): Promise<T> {
    const call: Call = { method: "PUT", path: pathOf(this.#path, id), body: input };
    const updated = this.#about(id, (await send(call)).body, call);
    this.#wrote(id, updated);
    return updated;
  }

  async #delete(send: Send, id: string): Promise<boolean> {
    const { status } = await send({ method: "DELETE", path: pathOf(this.#path, id), accept: [404] });
    if (status !== 404) this.#wrote(id, undefined);
    else {
      this.#written.delete(keyOf(id));
      this.#loaded?.delete(keyOf(id));
      this.#values = undefined;
    }
    return status !== 404;
  }

  /** The object of an answer that has to be about one id: about anything else, it is none. */
  #about(id: string, body: unknown, call: Call): T {
    const object = read(this.#noun.object, body, call);
    if (keyOf(object.id) === keyOf(id)) return object;
    throw unreadable(call, `it is about ${JSON.stringify(object.id)} instead`);
  }

  /** Takes note of a write that was acknowledged. */
  #wrote(id: string, object: T | undefined): void {
    this.#written.set(keyOf(id), { object, at: this.#clock.now() });
    if (this.#loaded) set(this.#loaded, keyOf(id), object);
    this.#values = undefined;
  }

  /** Takes note of a write of which it is not known what became. @param id where it is known */
  async #writing<R>(write: () => Promise<R>, id?: string): Promise<R> {
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
    const call: Call = { method: "GET", path: this.#path };
    const begun = this.#clock.now();
    const objects = new Map<string, T>();
    for (const entry of entries(this.#noun, (await send(call)).body, call)) {
      try {
        const object = this.#noun.object.read(entry, "");
        objects.set(keyOf(object.id), object);
      } catch (error) {
        if (!(error instanceof Misfit)) throw error;
        this.#log.info("An entry of a list is passed over", { path: this.#path, why: error.message });
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
    if (!written || this.#clock.now() - written.at > LONGEST_LAG_MS) return read;
    if (!read || !written.object) return written.object;
    // Of the same age, what was read may tell more than the answer to a write did.
    return Date.parse(read.updatedAt) >= Date.parse(written.object.updatedAt) ? read : written.object;
  }
}

/** The entries of an answer to the list. @throws ApiError if it is none */
function entries({ wrapper, bare }: Noun, body: unknown, call: Call): readonly unknown[] {
  if (bare && Array.isArray(body)) return body;
  const wrapped = (body as Readonly<Record<string, unknown>> | null | undefined)?.[wrapper];
  if (Array.isArray(wrapped)) return wrapped;
  if (bare) return [body];
  throw unreadable(call, `it has no list named \`${wrapper}\``);
}

/** What an answer holds. @throws ApiError for what is no such thing */
export function read<T>(field: Field<T>, body: unknown, call: Call): T {
  try {
    return field.read(body, "");
  } catch (error) {
    if (error instanceof Misfit) throw unreadable(call, error.message);
    throw error;
  }
}

function lostValue(called: string, id: string): ApiError {
  return new ApiError({
    kind: "unreadable",
    summary: `Cloudcraft made ${called} without telling its value`,
    detail: `${id} exists, but the answer to its creation does not hold its value.`,
    remedy: "Delete it in Cloudcraft: nobody can use it.",
  });
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
