import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import { flat, readJson } from "./api";
import { deliver } from "./deliver";
import { ErrorResponse } from "./error-response";
import { guardOrigin } from "./origin-guard";
import { replyOf, replyToError } from "./reply";
import type { Request, Route } from "./route";

/** The routes of the control plane as an Express application that takes paths to the letter. */
export function createControlPlane(routes: readonly Route<Request>[], listeningHost: string): Express {
  const app = express();
  app.disable("x-powered-by");
  app.enable("case sensitive routing");
  app.enable("strict routing");
  const guard: RequestHandler = (request, _response, next) => {
    guardOrigin(request.headers, listeningHost);
    next();
  };
  app.use(guard, express.text({ type: () => true, limit: "10mb" }));
  for (const route of routes) {
    app[route.method](route.path, (request, response) => {
      const answer = route.answer({ params: flat(request.params), body: () => readJson(request.body) });
      return deliver(response, replyOf(answer));
    });
  }
  app.use(() => {
    throw ErrorResponse.ofStatus(404);
  });
  // Express tells an error handler by its four parameters.
  const onError: ErrorRequestHandler = (error, _request, response, _next) => deliver(response, replyToError(error));
  app.use(onError);
  return app;
}
