import { type Answered, noun } from "./noun";
import { defaulting, flag, looseListOf, objectOf, text } from "./shape";

/**
 * Teams, which are only listed. The API reference says that the answer is an array but shows one object, and other
 * lists come wrapped, so `[...]`, `{"teams": [...]}` and a single team are all understood; likewise for `members`.
 */
export const teams = noun("teams", {
  called: "a team",
  path: "/team",
  wrapper: "teams",
  bare: true,
  listedOnly: true,
  sent: {},
  answered: {
    id: text,
    name: text,
    /** Anyone in the organisation sees it; otherwise only its members do. */
    visible: flag,
    /** Its members belong to every other team as well. */
    crossOrganizational: flag,
    customerId: defaulting(text, ""),
    externalSharing: defaulting(flag, false),
    /** The caller's role in the team. */
    role: text,
    createdAt: defaulting(text, ""),
    updatedAt: defaulting(text, ""),
    members: looseListOf(
      objectOf({ id: text, role: text, userId: text, name: text, email: text, mfaEnabled: defaulting(flag, false) }),
    ),
  },
  once: {},
});

export interface WireTeam extends Answered<typeof teams> {}
