import express, { type ErrorRequestHandler, type Express, type Request, type RequestHandler } from "express";
import { authenticate } from "./authenticate";
import { deliver } from "./deliver";
import { ErrorResponse } from "./error-response";
import type { Circumstances, Faults } from "./faults";
import type { RateLimiter } from "./rate-limit";
import { type Reply, replyOf, replyToError } from "./reply";
import type { Resource, Route } from "./route";
import type { Store } from "./store";

/** What the API is made of, from one reset to the next. */
export interface World {
  readonly store: Store;
  readonly limiter: RateLimiter;
  readonly faults: Faults;
  readonly resources: readonly Resource[];
}

const securityHeaders = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "deny",
  "X-XSS-Protection": "1; mode=block",
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "Strict-Transport-Security": "max-age=15552000; includeSubDomains",
  Vary: "Accept-Encoding",
};

/** The API as an Express application, at `/` and, as on the web application's host, at `/api`. */
export function createApi({ store, limiter, faults, resources }: World): Express {
  const exchange =
    (process: (request: Request, circumstances: Circumstances) => Reply): RequestHandler =>
    async (request, response) => {
      const attempt = async (circumstances: Circumstances) => process(request, circumstances);
      const reply = await faults.around(request, (circumstances) => attempt(circumstances).catch(replyToError));
      response.set(securityHeaders);
      await deliver(response, reply);
    };

  const serve = (route: Route) =>
    exchange((request, circumstances) => {
      store.bringAbout();
      const { key, user } = authenticate(store, request.headers.authorization);
      limiter.admit(key.id);
      const caller = store.touch(key, user);
      const { asOf } = circumstances;
      const answer = route.answer({
        ...circumstances,
        caller,
        seen: asOf === undefined ? store : store.asOf(asOf),
        params: flat(request.params),
        body: () => readJson(request.body),
      });
      const reply = replyOf(answer);
      if (route.method !== "get") return reply;
      return { ...reply, headers: { ...reply.headers, "Cache-Control": "no-cache, no-store" } };
    });

  const router = express.Router();
  for (const route of resources.flatMap((resource) => resource(store))) router[route.method](route.path, serve(route));

  const onError: ErrorRequestHandler = (error, request, response, next) =>
    exchange(() => replyToError(error))(request, response, next);
  const api = express();
  api.disable("x-powered-by");
  api.use(express.text({ type: "json" }));
  api.use("/api", router);
  api.use(router);
  api.use(exchange(() => replyToError(ErrorResponse.ofStatus(404))));
  api.use(onError);
  return api;
}

/** A JSON object or list that Express has read as text, `undefined` if there was none. */
export function readJson(body: unknown): unknown {
  if (typeof body !== "string" || body.trim() === "") return undefined;
  const value = parse(body);
  if (typeof value !== "object" || value === null)
    throw new ErrorResponse(400, "invalid_json", "Body is not a JSON object");
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ErrorResponse(400, "invalid_json", "Body is not valid JSON");
  }
}

/** Express's parameters, of which ours never repeat. */
export function flat(params: Request["params"]): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}
