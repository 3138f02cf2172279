import fc from "fast-check";
import { exactlyWhatIsDeclared } from "./model";

test("whatever is declared, broken, stopped and killed, exactly the declared keys are there in the end", async () => {
  await fc.assert(exactlyWhatIsDeclared, { numRuns: 100 });
}, 300_000);
