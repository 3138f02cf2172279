import { basename, dirname } from "node:path";
import { type Files, json, type Published } from "./files";
import { PROTOCOLS, type Release } from "./package";
import type { Signature } from "./sign";

interface Versions {
  readonly versions: readonly { readonly version: string }[];
}

/**
 * A private registry that any web server serves over HTTPS, at the root of the host that the source names: Terraform's
 * provider registry protocol, version 1, as files.
 * @param earlier reads what is published already, so that its versions stay.
 */
export function registry(
  { source, version, packages }: Release,
  { files, sumsFile, signatureFile }: Published,
  { keyId, publicKey }: Signature,
  earlier: (path: string) => unknown,
): Files {
  const service = "v1/providers";
  const provider = `${service}/${basename(dirname(source))}/${basename(source)}`;
  const downloads = `${provider}/${version}/files`;
  const at = (name: string) => `/${downloads}/${name}`;
  const signing_keys = { gpg_public_keys: [{ key_id: keyId, ascii_armor: publicKey }] };
  const platforms = packages.map(({ os, arch }) => ({ os, arch }));
  const { versions } = (earlier(`${provider}/versions`) ?? { versions: [] }) as Versions;
  return new Map<string, Buffer | string>([
    [".well-known/terraform.json", json({ "providers.v1": `/${service}/` })],
    [
      `${provider}/versions`,
      json({
        versions: [
          ...versions.filter((known) => known.version !== version),
          { version, protocols: PROTOCOLS, platforms },
        ],
      }),
    ],
    ...packages.map(({ os, arch, fileName, digest }): [string, string] => [
      `${provider}/${version}/download/${os}/${arch}`,
      json({
        protocols: PROTOCOLS,
        os,
        arch,
        filename: fileName,
        download_url: at(fileName),
        shasums_url: at(sumsFile),
        shasums_signature_url: at(signatureFile),
        shasum: digest,
        signing_keys,
      }),
    ]),
    ...[...files].map(([name, content]): [string, Buffer | string] => [`${downloads}/${name}`, content]),
  ]);
}
