import { createHash } from "node:crypto";

/** Where the emulator takes time and chance from, so that a test can hold both still. */
export interface Sources {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly randomBytes: (size: number) => Uint8Array;
}

/** Makes ids, key values and dates in the form that Cloudcraft gives them. */
export class Generate {
  constructor(private readonly sources: Sources) {}

  /** The present, in milliseconds since 1970. */
  readonly now = (): number => this.sources.now();

  /** A version 4 UUID, in lower case. */
  id(): string {
    return uuidOf(this.sources.randomBytes(16));
  }

  /** A UUID that is always the same for a text. */
  idFor(text: string): string {
    return uuidOf(createHash("sha256").update(text).digest().subarray(0, 16));
  }

  /** The value of a key: 32 random bytes in standard base64, 44 characters. */
  keyValue(): string {
    return Buffer.from(this.sources.randomBytes(32)).toString("base64");
  }

  /** The present, as ISO 8601 in UTC with milliseconds. */
  date(): string {
    return new Date(this.now()).toISOString();
  }
}

/** What is kept of a key's value: enough to know it again, too little to use it. */
export function fingerprint(keyValue: string): string {
  return createHash("sha256").update(keyValue).digest("base64");
}

function uuidOf(sixteen: Uint8Array): string {
  const bytes = Buffer.from(sixteen);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
