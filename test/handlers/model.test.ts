import fc from "fast-check";
import { exactlyWhatIsDeclared } from "./model";

test("whatever is declared, broken, stopped and killed, exactly the declared keys are there in the end", async () => {
  // The same runs each time; the soak makes new ones.
  await fc.assert(exactlyWhatIsDeclared, { numRuns: 100, seed: 1 });
}, 300_000);
