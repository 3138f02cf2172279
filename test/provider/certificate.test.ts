import { execFileSync } from "node:child_process";
import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCertificate } from "../../src/provider/certificate";

const { der, keyPem } = createCertificate();
const certificate = new X509Certificate(der);

test("it is a self-signed certificate for localhost that Node accepts", () => {
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
  expect(certificate.checkHost("localhost")).toBe("localhost");
  expect(certificate.ca).toBe(true);
  expect(certificate.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
});

test("it is valid already, clocks being what they are, and for long enough", () => {
  const dayMs = 24 * 3_600_000;
  expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now() - 3_600_000);
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now() + 300 * dayMs);
});

test("it is valid after 2049, when years have four digits", () => {
  const late = new X509Certificate(createCertificate(Date.parse("2060-06-01T00:00:00Z")).der);
  expect(new Date(late.validFrom).getFullYear()).toBe(2060);
});

test("every process has its own", () => {
  const other = createCertificate();
  expect(other.keyPem).not.toBe(keyPem);
  expect(new X509Certificate(other.der).serialNumber).not.toBe(certificate.serialNumber);
});

test("openssl accepts it as an authority of its own, strictly", () => {
  const folder = mkdtempSync(join(tmpdir(), "cert-"));
  try {
    const file = join(folder, "cert.pem");
    writeFileSync(file, certificate.toString());
    const said = execFileSync("openssl", ["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", file, file]);
    expect(said.toString()).toContain("OK");
    const text = execFileSync("openssl", ["x509", "-in", file, "-noout", "-text"]).toString();
    expect(text).toMatch(/X509v3 Basic Constraints: critical\s+CA:TRUE/);
    expect(text).toMatch(/X509v3 Key Usage: critical\s+Digital Signature, Key Encipherment, Certificate Sign/);
    expect(text).toMatch(/DNS:localhost/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
