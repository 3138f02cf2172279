import { mkdtempSync, rmdirSync, rmSync, unlinkSync } from "node:fs";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where a provider listens, as the handshake says it. */
export interface Address {
  readonly network: "unix" | "tcp";
  readonly address: string;
  /** Removes what listening left in the file system. */
  release(): void;
}

type Env = Readonly<Record<string, string | undefined>>;

// Node cuts a longer path off without a word and listens on a name that does not exist.
const maxSocketPathBytes = process.platform === "darwin" ? 103 : 107;

/**
 * Lets a server listen where only this user can reach it: a socket in a private folder, otherwise a local port.
 * @param parents where the folder may be made, the best first.
 */
export async function listen(server: Server, env: Env, parents = parentsFor(env)): Promise<Address> {
  const folder = privateFolder(parents);
  if (folder === undefined) return { ...(await listenLocally(server, env)), release() {} };
  const address = join(folder, "socket");
  const release = () => {
    try {
      unlinkSync(address);
      rmdirSync(folder);
    } catch {
      // The socket is gone, or never came about. Not the usual way, since Node has to load this first.
      rmSync(folder, { recursive: true, force: true });
    }
  };
  try {
    await bind(server, { path: address });
  } catch (error) {
    release();
    throw error;
  }
  return { network: "unix", address, release };
}

function parentsFor(env: Env): (string | undefined)[] {
  if (process.platform === "win32") return [];
  return [env.PLUGIN_UNIX_SOCKET_DIR, tmpdir(), "/tmp", `/run/user/${process.getuid?.()}`];
}

/** A fresh folder for this user only, at a path short enough for a socket; `undefined` where there is none. */
function privateFolder(parents: readonly (string | undefined)[]): string | undefined {
  for (const parent of parents) {
    if (!parent || Buffer.byteLength(join(parent, "plugin-XXXXXX/socket")) > maxSocketPathBytes) continue;
    try {
      return mkdtempSync(join(parent, "plugin-"));
    } catch {
      // Not a folder that we can write to: try the next.
    }
  }
  return undefined;
}

async function listenLocally(server: Server, env: Env): Promise<Omit<Address, "release">> {
  const [first, last] = [Number(env.PLUGIN_MIN_PORT) || 0, Number(env.PLUGIN_MAX_PORT) || 0];
  for (let port = first; ; port++) {
    try {
      await bind(server, { host: "127.0.0.1", port });
      const bound = server.address();
      return { network: "tcp", address: `127.0.0.1:${typeof bound === "object" ? bound?.port : port}` };
    } catch (error) {
      if (port >= last) throw error;
    }
  }
}

function bind(server: Server, where: { path: string } | { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
