import { iamParameters } from "../wire/iam-parameters";
import type { Aws } from "./api";
import { read } from "./collection";
import type { Call, Send } from "./send";

/** What the API tells of AWS besides the accounts. */
export function awsOver(send: Send): Aws {
  const call: Call = { method: "GET", path: "/aws/account/iamParameters" };
  return { iamParameters: async () => read(iamParameters, (await send(call)).body, call) };
}
