import { cloudcraft } from "../handlers";
import { host } from "./host";

/** The provider as it ships. */
export const provider = cloudcraft(host);

export { createServing } from "../provider/serving";
