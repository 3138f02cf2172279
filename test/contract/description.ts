import Ajv2020 from "ajv/dist/2020";
import addFormats from "ajv-formats";

/** As much of an OpenAPI 3.1 description as a response is held against. */
export interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, DescribedResponse>>;
    readonly schemas: Readonly<Record<string, object>>;
  };
}

export interface Operation {
  readonly operationId: string;
  readonly description?: string;
  readonly "x-assumed"?: boolean;
  readonly responses: Readonly<Record<string, DescribedResponse | { readonly $ref: string }>>;
}

interface DescribedResponse {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean; readonly schema: object }>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

/** A response to hold against a description. */
export interface Actual {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** All operations, by their id. */
export function operationsOf(description: Description): Map<string, { method: string; path: string } & Operation> {
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, ...operation })),
  );
  return new Map(operations.map((operation) => [operation.operationId, operation]));
}

/** Makes a judge of responses: it returns what is wrong with one, or nothing. */
export function judgeBy(description: Description): (operationId: string, actual: Actual) => string[] {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
  addFormats(ajv);
  ajv.addVocabulary(["components"]);
  const faultsOf = (name: string, schema: object, value: unknown): string[] => {
    const validate = ajv.compile({ ...schema, components: description.components });
    return validate(value)
      ? []
      : (validate.errors ?? []).map((error) => `${name}${error.instancePath} ${error.message}`);
  };
  const operations = operationsOf(description);

  return (operationId, { status, headers, text }) => {
    const response = operations.get(operationId)?.responses[status];
    if (!response) return [`${operationId} has no response ${status}`];
    const { headers: expected = {}, content } = resolve(description, response);
    const faults = Object.entries(expected).flatMap(([name, { required, schema }]) => {
      const value = headers.get(name);
      if (value === null) return required ? [`header ${name} is missing`] : [];
      return faultsOf(`header ${name}`, schema, value);
    });
    if (!content) return text === "" ? faults : [...faults, `there is a body: ${text}`];
    const type = headers.get("content-type")?.split(";")[0] ?? "none";
    const media = content[type];
    if (!media) return [...faults, `content type ${type} is not described`];
    return [...faults, ...faultsOf("body", media.schema, JSON.parse(text))];
  };
}

function resolve(description: Description, response: DescribedResponse | { readonly $ref: string }): DescribedResponse {
  if (!("$ref" in response)) return response;
  const name = response.$ref.replace("#/components/responses/", "");
  const found = description.components.responses[name];
  if (!found) throw new Error(`${response.$ref} is not there`);
  return found;
}
