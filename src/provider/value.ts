import { Decoder, Encoder, ExtData } from "@msgpack/msgpack";
import { type Attributes, Unknown } from "../schema";
import { parseExactly } from "./core/json";
import { typedValues, untypedValues } from "./core/typed";
import type { Values } from "./core/value";
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
  return raw === null || raw === undefined ? undefined : typedValues(attributes, raw as Record<string, unknown>);
}

/** Values for the wire. */
export function encode(attributes: Attributes, values: Values | undefined): DynamicValue {
  return { msgpack: Buffer.from(encoder.encode(values ? untypedValues(attributes, values) : null)) };
}

function read(value: DynamicValue | undefined): unknown {
  if (value?.msgpack?.length) return decoder.decode(value.msgpack);
  if (value?.json?.length) return parseExactly(value.json.toString());
  return undefined;
}
