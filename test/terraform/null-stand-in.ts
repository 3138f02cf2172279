import { serve } from "../../src/provider";
import { createServing } from "../../src/provider/serving";
import { definitions, map, text } from "../../src/schema";

const { resource, provider } = definitions<object>();

const nullResource = resource("resource", {
  description: "Does nothing.",
  attributes: {
    id: text("Identifier.").computed().stable(),
    triggers: map(text(), "What makes another one.").optional().replaces(),
  },
  create: async (input) => ({ ...input, id: String(process.hrtime.bigint()) }),
  read: async (state) => state,
  update: async (input, state) => ({ ...state, ...input }),
  delete: async () => {},
});

/** Stands in for the null provider where that cannot be downloaded. */
void serve(() => ({
  createServing,
  provider: provider("null", {
    version: "3.2.4",
    address: "registry.terraform.io/hashicorp/null",
    description: "Nothing.",
    attributes: {},
    configure: () => ({}),
    resources: [nullResource],
    dataSources: [],
  }),
}));
