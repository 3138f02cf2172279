import { crc32, deflateRawSync } from "node:zlib";

/** A file of an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

/** 1 January 1980, the first date of the format: when an archive was made is no part of what is in it. */
const DATE = 0x0021;
const DEFLATED = 8;
const UNIX = 3 << 8;

/** A zip archive that remembers who may execute what. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, content, executable } of entries) {
    const packed = deflateRawSync(content, { level: 9 });
    const header = [20, 0, DEFLATED, 0, DATE].map(short);
    const sizes = [crc32(content), packed.length, content.length].map(long);
    const file = [signature(0x0403), ...header, ...sizes, short(name.length), short(0), Buffer.from(name), packed];
    const mode = (0o100000 | (executable ? 0o755 : 0o644)) * 0x10000;
    const place = [short(name.length), ...[0, 0, 0, 0].map(short), long(mode), long(at), Buffer.from(name)];
    directory.push(signature(0x0201), short(UNIX | 20), ...header, ...sizes, ...place);
    files.push(...file);
    at += Buffer.concat(file).length;
  }
  const index = Buffer.concat(directory);
  const counts = [0, 0, entries.length, entries.length].map(short);
  return Buffer.concat([...files, index, signature(0x0605), ...counts, long(index.length), long(at), short(0)]);
}

function signature(kind: number): Buffer {
  return Buffer.concat([Buffer.from("PK"), short(kind)]);
}

function short(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
