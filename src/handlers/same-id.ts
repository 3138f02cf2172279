/** Whether two identifiers are the same; UUIDs are so in whatever case they are written. */
export function sameId(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}
