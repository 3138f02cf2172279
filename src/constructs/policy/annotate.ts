import { join, relative, sep } from "node:path";
import type { IConstruct } from "constructs";
import { DISABLE_STACK_TRACE_IN_METADATA, AnnotationMetadataEntryType as Level } from "../cdktf";

const LEVELS = { error: Level.ERROR, warning: Level.WARN } as const;
const OWN_FOLDER = join(__dirname, "..") + sep;
const places = new WeakMap<IConstruct, readonly string[]>();

/** Remembers which lines of the app's code make a construct. */
export function rememberSource(construct: IConstruct): void {
  if (construct.node.tryGetContext(DISABLE_STACK_TRACE_IN_METADATA)) return;
  const frames = (new Error().stack ?? "").split("\n").slice(1);
  const foreign = [OWN_FOLDER, `${sep}node_modules${sep}`, "node:"];
  const lines = frames.filter((frame) => !foreign.some((part) => frame.includes(part)));
  places.set(
    construct,
    lines.map((line) => line.trim().replace(/^at /, "")),
  );
}

/** Tells of something about a construct, with the lines that make it in place of those that look at it. */
export function annotate(construct: IConstruct, level: keyof typeof LEVELS, message: string): void {
  const lines = places.get(construct) ?? [];
  const file = /\(?([^()\s]+:\d+):\d+\)?$/.exec(lines[0] ?? "")?.[1];
  const place = file === undefined ? "" : ` Declared at ${relative(process.cwd(), file.replace(/^file:\/\//, ""))}.`;
  construct.node.addMetadata(LEVELS[level], message + place, { stackTraceOverride: [...lines] });
}
