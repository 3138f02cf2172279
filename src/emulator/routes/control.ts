import type { World } from "../api";
import { ErrorResponse } from "../error-response";
import { parseFaultRule } from "../fault-rule";
import { JsonReader } from "../json-reader";
import { addApiKey, addTeam } from "../load-seed";
import type { Answer, Request, Resource, Route } from "../route";
import { readApiKey, readTeam } from "../seed";
import type { Store, Team } from "../store";

/** What lies under this is the emulator's own, never Cloudcraft's. */
export const controlPath = "/_emulator/";

/** What the control plane has in its hands. */
export interface Controlled {
  /** The OpenAPI description of the API. */
  readonly describe: () => unknown;
  /** The present world; another one after each reset. */
  readonly world: () => World;
  readonly resources: readonly Resource[];
  readonly reset: () => void;
}

/** Looking into the emulator, changing it as if in the web application, and making things go wrong. */
export function control({ describe, world, resources, reset }: Controlled): readonly Route<Request>[] {
  const store = () => world().store;
  const route = (method: Route["method"], path: string, answer: Route<Request>["answer"]): Route<Request> => ({
    method,
    path: controlPath + path,
    answer,
  });
  return [
    route("get", "state", () => {
      store().bringAbout();
      return { status: 200, body: showState(store(), resources) };
    }),
    route("get", "openapi.json", () => ({ status: 200, body: describe() })),
    route("post", "reset", () => done(reset())),

    route("post", "apikey", ({ body }) => {
      const wanted = readApiKey(new JsonReader("", body()));
      const value = wanted.key ?? store().generate.keyValue();
      return { status: 201, body: { ...addApiKey(store(), { ...wanted, key: value }, ""), key: value } };
    }),
    ...resources.flatMap(({ controls }) =>
      (controls?.(store) ?? []).map(({ method, path, answer }) => route(method, path.slice(1), answer)),
    ),

    route("post", "team", ({ body }) => ({
      status: 201,
      body: addTeam(store(), readTeam(new JsonReader("", body())), ""),
    })),
    route("patch", "team/:teamId", ({ params, body }) => {
      const team = findTeam(store(), params);
      const changes = new JsonReader("", body()).record();
      const changed = readTeam(new JsonReader("", { ...asSeed(store(), team), ...changes }));
      return { status: 200, body: addTeam(store(), changed, "", team) };
    }),
    route("delete", "team/:teamId", ({ params }) => done(store().teams.delete(findTeam(store(), params).id))),

    route("get", "faults", () => ({ status: 200, body: { faults: world().faults.list() } })),
    route("post", "faults", ({ body }) => {
      const rule = parseFaultRule(body());
      world().faults.add(rule);
      return { status: 201, body: rule };
    }),
    route("delete", "faults", () => done(world().faults.clear())),
  ];
}

function showState(store: Store, resources: readonly Resource[]): unknown {
  const { customers, users, teams } = store;
  const nouns = resources.flatMap(({ noun }) => noun ?? []);
  return {
    customers: [...customers.values()],
    users: [...users.values()],
    teams: [...teams.values()],
    ...Object.fromEntries(nouns.map((noun) => [noun.name, store.all(noun)])),
  };
}

function findTeam(store: Store, { teamId = "" }: Request["params"]): Team {
  const team = store.teams.get(teamId.toLowerCase());
  if (!team) throw ErrorResponse.notFound("Team");
  return team;
}

/** A team in the form of a seed, for a change to be laid over. */
function asSeed(store: Store, { name, visible, crossOrganizational, externalSharing, members }: Team): object {
  const byEmail = members.map(({ userId, role }) => ({ user: store.users.get(userId)?.email, role }));
  return { name, visible, crossOrganizational, externalSharing, members: byEmail };
}

function done(_result: unknown): Answer {
  return { status: 204 };
}
