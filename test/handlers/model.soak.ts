import fc from "fast-check";
import { exactlyWhatIsDeclared } from "./model";

test("whatever is declared, broken, stopped and killed, exactly the declared keys are there in the end, in thousands of runs", async () => {
  await fc.assert(exactlyWhatIsDeclared, {
    numRuns: 4_000,
    markInterruptAsFailure: false,
    interruptAfterTimeLimit: 1_500_000,
  });
}, 1_800_000);
