import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A throw-away certificate with its key, which exists in memory only. */
export interface Certificate {
  readonly der: Buffer;
  /** In PKCS#8 form. */
  readonly keyPem: string;
}

const lifeMs = 365 * 24 * 3_600_000;
const toleranceMs = 24 * 3_600_000;

const ecdsaWithSha256 = seq(oid("2a8648ce3d040302"));
const name = seq(der(0x31, seq(oid("550403"), der(0x0c, Buffer.from("localhost")))));

/** Makes a self-signed certificate for `localhost` with a fresh P-256 key. */
export function createCertificate(now: number = Date.now()): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  const extensions = seq(
    extension("551d13", seq(der(0x01, Buffer.from([0xff]))), true), // basicConstraints: CA
    extension("551d0f", der(0x03, Buffer.from([0x02, 0xa4])), true), // keyUsage: sign, encipher keys, sign certificates
    extension("551d25", seq(oid("2b06010505070301"), oid("2b06010505070302"))), // extKeyUsage: server, client
    extension("551d11", seq(der(0x82, Buffer.from("localhost")))), // subjectAltName
  );
  const body = seq(
    der(0xa0, der(0x02, Buffer.from([2]))), // X.509 version 3
    der(0x02, serial),
    ecdsaWithSha256,
    name,
    seq(time(now - toleranceMs), time(now + lifeMs)),
    name,
    publicKey,
    der(0xa3, extensions),
  );
  const signature = sign("sha256", body, privateKey);
  return { der: seq(body, ecdsaWithSha256, der(0x03, Buffer.from([0]), signature)), keyPem: privateKey };
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function seq(...parts: readonly Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, "hex"));
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  const flag = critical ? [der(0x01, Buffer.from([0xff]))] : [];
  return seq(oid(id), ...flag, der(0x04, value));
}

/** Years before 2050 are written with two digits. */
function time(at: number): Buffer {
  const digits = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, "");
  return digits < "2050" ? der(0x17, Buffer.from(digits.slice(2))) : der(0x18, Buffer.from(digits));
}
