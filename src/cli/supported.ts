const OLDEST_NODE = [20, 18, 1] as const;

/** Why this machine cannot run the package, in one sentence; `undefined` if it can. */
export function unsupportedReason(
  node: string = process.versions.node,
  platform: string = process.platform,
): string | undefined {
  if (isOlder(node)) {
    return `this is Node.js ${node}, but ${OLDEST_NODE.join(".")} or newer is needed; install a current one from nodejs.org.`;
  }
  if (!["linux", "darwin", "win32"].includes(platform)) {
    return `the operating system ${platform} is not supported, only Linux, macOS and Windows are.`;
  }
  return undefined;
}

function isOlder(node: string): boolean {
  const parts = node.split(".").map(Number);
  for (const [index, oldest] of OLDEST_NODE.entries()) {
    const part = parts[index] ?? 0;
    if (part !== oldest) return part < oldest;
  }
  return false;
}
