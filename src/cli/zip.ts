import { inflateRawSync } from "node:zlib";

/** What is said of the central directory is at the end, in at least this many bytes. */
const END_BYTES = 22;
const END = 0x06054b50;
const ENTRY = 0x02014b50;
const DEFLATED = 8;

/** More than any configuration has: what claims to be larger is not unpacked. */
const LARGEST_BYTES = 64 * 1024 * 1024;

/** The files of a zip archive whose names are asked for. @throws Error if it is damaged, or no such archive */
export function unzipped(archive: Buffer, wanted: (name: string) => boolean): ReadonlyMap<string, Buffer> {
  const files = new Map<string, Buffer>();
  const end = endOf(archive);
  let at = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count -= 1) {
    if (archive.readUInt32LE(at) !== ENTRY) throw new Error("its directory is damaged");
    const [method, size] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)];
    const nameEnd = at + 46 + archive.readUInt16LE(at + 28);
    const name = archive.toString("utf8", at + 46, nameEnd);
    if (wanted(name)) files.set(name, contentAt(archive, archive.readUInt32LE(at + 42), size, method));
    at = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}

function endOf(archive: Buffer): number {
  for (let at = archive.length - END_BYTES; at >= 0; at -= 1) {
    if (archive.readUInt32LE(at) === END) return at;
  }
  throw new Error("it is no zip archive");
}

function contentAt(archive: Buffer, header: number, size: number, method: number): Buffer {
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const data = archive.subarray(start, start + size);
  return method === DEFLATED ? inflateRawSync(data, { maxOutputLength: LARGEST_BYTES }) : data;
}
