export { createServing } from "../../src/provider/serving";
export { toys as provider } from "./toys";
