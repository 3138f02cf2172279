import { type Files, json } from "./files";
import type { Release } from "./package";

/**
 * A network mirror that any web server serves over HTTPS, as Terraform's `network_mirror` and OpenTofu's want it.
 * @param earlier reads what is published already, so that its versions stay.
 */
export function networkMirror({ source, version, packages }: Release, earlier: (path: string) => unknown): Files {
  const { versions } = (earlier(`${source}/index.json`) ?? { versions: {} }) as { versions: object };
  const archives = packages.map(({ os, arch, fileName, digest, hash }) => [
    `${os}_${arch}`,
    { url: fileName, hashes: [hash, `zh:${digest}`] },
  ]);
  return new Map<string, Buffer | string>([
    [`${source}/index.json`, json({ versions: { ...versions, [version]: {} } })],
    [`${source}/${version}.json`, json({ archives: Object.fromEntries(archives) })],
    ...packages.map(({ fileName, zip }): [string, Buffer] => [`${source}/${fileName}`, zip]),
  ]);
}
