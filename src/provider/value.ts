import { Decoder, Encoder, ExtData } from "@msgpack/msgpack";
import { type AnyAttribute, type Attributes, Problem, Unknown } from "../schema";
import { parseExactly } from "./core/json";
import { typed, typedValues, untyped, untypedValues } from "./core/typed";
import type { Value, Values } from "./core/value";
import type { DynamicValue } from "./protocol/generated/tfplugin6";

const unrefined = new ExtData(0, new Uint8Array(1));

/** Every extension is an unknown value; what it says about the value is kept, to be passed on byte for byte. */
const extensionCodec = {
  tryToEncode: (value: unknown) => {
    if (!(value instanceof Unknown)) return null;
    return value.origin instanceof ExtData ? value.origin : unrefined;
  },
  decode: (data: Uint8Array, type: number) => new Unknown(new ExtData(type, data)),
};

const encoder = new Encoder({ extensionCodec, maxDepth: 1000 });
const decoder = new Decoder({ extensionCodec, useBigInt64: true });

/** Values from the wire; `undefined` for null. */
export function decode(attributes: Attributes, value: DynamicValue | undefined): Values | undefined {
  const raw = read(value);
  if (raw === null || raw === undefined) return undefined;
  if (typeof raw === "object" && !Array.isArray(raw)) return typedValues(attributes, raw as Record<string, unknown>);
  throw new Problem({ kind: "wrong_type", summary: "A value that Terraform sent is not an object" });
}

/** Values for the wire. */
export function encode(attributes: Attributes, values: Values | undefined): DynamicValue {
  return { msgpack: Buffer.from(encoder.encode(values ? untypedValues(attributes, values) : null)) };
}

/** A single value from the wire, as the parameter that it is given to. */
export function decodeValue(attribute: AnyAttribute, name: string, value: DynamicValue | undefined): Value {
  return typed(attribute, read(value), [name]);
}

/** A single value for the wire. */
export function encodeValue(attribute: AnyAttribute, value: Value): DynamicValue {
  return { msgpack: Buffer.from(encoder.encode(untyped(attribute, value))) };
}

function read(value: DynamicValue | undefined): unknown {
  if (value?.msgpack?.length) return decoder.decode(value.msgpack);
  if (value?.json?.length) return parseExactly(value.json.toString());
  return undefined;
}
