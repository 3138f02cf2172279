import { type Files, json } from "./files";
import { type Release, sha256 } from "./package";

const INDEX = "application/vnd.oci.image.index.v1+json";
const MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const PROVIDER = "application/vnd.opentofu.provider";
const TARGET = `${PROVIDER}-target`;

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/** An OCI layout to copy into any registry of containers, for OpenTofu's `oci_mirror`. */
export function ociLayout({ version, packages }: Release): Files {
  const files = new Map<string, Buffer | string>([["oci-layout", json({ imageLayoutVersion: "1.0.0" })]]);
  const blob = (mediaType: string, content: Buffer | string): Descriptor => {
    const digest = sha256(content);
    files.set(`blobs/sha256/${digest}`, content);
    return { mediaType, digest: `sha256:${digest}`, size: Buffer.byteLength(content) };
  };
  const empty = blob("application/vnd.oci.empty.v1+json", "{}");
  const manifests = packages.map(({ os, arch, zip }) => {
    const layers = [blob("archive/zip", zip)];
    const manifest = { schemaVersion: 2, mediaType: MANIFEST, artifactType: TARGET, config: empty, layers };
    return { ...blob(MANIFEST, json(manifest)), artifactType: TARGET, platform: { os, architecture: arch } };
  });
  const index = blob(INDEX, json({ schemaVersion: 2, mediaType: INDEX, artifactType: PROVIDER, manifests }));
  // A tag has no plus sign.
  const annotations = { "org.opencontainers.image.ref.name": version.replaceAll("+", "_") };
  const tagged = { ...index, artifactType: PROVIDER, annotations };
  return files.set("index.json", json({ schemaVersion: 2, mediaType: INDEX, manifests: [tagged] }));
}
