const digits = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/** A UUID in either case. */
export const uuid = new RegExp(`^${digits}$`, "i");

/** An entry of an access list. */
export const accessEntry = new RegExp(`^(team|customer)/${digits}$`, "i");
