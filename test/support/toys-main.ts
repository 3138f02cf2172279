import { serve } from "../../src/provider";

const patienceMs = Number(process.env.TOYS_PATIENCE_MS) || undefined;

void serve(
  () => require("./toys-program") as typeof import("./toys-program"),
  patienceMs === undefined ? {} : { patienceMs },
);
