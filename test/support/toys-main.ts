import { serve } from "../../src/provider";
import { toys } from "./toys";

const patienceMs = Number(process.env.TOYS_PATIENCE_MS) || undefined;

void serve(toys, patienceMs === undefined ? {} : { patienceMs });
