import { ExtData, encode as pack, decode as unpack } from "@msgpack/msgpack";
import { plain } from "../../src/provider/core/value";
import { decode, encode } from "../../src/provider/value";
import { flag, isUnknown, list, map, number, object, set, text, unknown } from "../../src/schema";

const attributes = {
  fullName: text(),
  size: number(),
  open: flag(),
  tags: set(text()),
  steps: list(number()),
  labels: map(text()),
  lid: object({ innerColor: text() }),
};

const nothing = { full_name: null, size: null, open: null, tags: null, steps: null, labels: null, lid: null };

const wire = (values: object) => ({ msgpack: Buffer.from(pack({ ...nothing, ...values })) });

test("an object has every attribute on the wire under its Terraform name, null where absent", () => {
  expect(
    unpack(
      encode(attributes, { fullName: "a", lid: { innerColor: "red" }, labels: { keyLikeThis: "x" } }).msgpack as Buffer,
    ),
  ).toEqual({
    ...nothing,
    full_name: "a",
    lid: { inner_color: "red" },
    labels: { keyLikeThis: "x" },
  });
});

test("null, an empty value and a value of neither encoding are no object", () => {
  expect(decode(attributes, undefined)).toBeUndefined();
  expect(decode(attributes, {})).toBeUndefined();
  expect(decode(attributes, { msgpack: Buffer.from([0xc0]) })).toBeUndefined();
  expect(encode(attributes, undefined).msgpack).toEqual(Buffer.from([0xc0]));
});

test("null and empty stay apart", () => {
  expect(decode(attributes, wire({ tags: [], full_name: "" }))).toMatchObject({
    tags: [],
    fullName: "",
    steps: undefined,
  });
});

test("JSON is taken as well", () => {
  expect(decode(attributes, { json: Buffer.from('{"full_name":"a","size":1e400}') })).toMatchObject({
    fullName: "a",
    size: { text: "1e400" },
  });
});

test.each([
  ["0", 0],
  ["-1", -1],
  ["1.5", 1.5],
  ["0.1", "0.1"],
  ["1e-7 in full", "0.0000001"],
  ["2^53+1", 9007199254740993n],
  ["-2^63", -(2n ** 63n)],
  ["2^64-1", "18446744073709551615"],
  ["20 digits of pi", "3.14159265358979323846"],
  ["1e20 in full", "100000000000000000000"],
  ["1e400 in full", `1${"0".repeat(400)}`],
])("the number %s goes back in every digit", (_, sent) => {
  const bytes = Buffer.from(pack({ ...nothing, size: sent, steps: [sent] }, { useBigInt64: true }));
  const values = decode(attributes, { msgpack: bytes });
  const back = unpack(encode(attributes, values).msgpack as Buffer) as { size: unknown; steps: unknown[] };
  expect(String(back.size)).toBe(String(sent));
  expect(String(back.steps[0])).toBe(String(sent));
  expect(plain(values?.size)).toBe(Math.min(Number(sent), Number.MAX_VALUE));
});

test("whatever Terraform knows about an unknown value goes back byte for byte", () => {
  const refined = new ExtData(12, pack(new Map([[1, false]]) as never));
  const plainly = new ExtData(0, new Uint8Array(1));
  const bytes = Buffer.from(
    pack({ ...nothing, full_name: refined, tags: ["a", plainly], lid: { inner_color: refined } }),
  );
  const values = decode(attributes, { msgpack: bytes });
  expect(isUnknown(values?.fullName)).toBe(true);
  expect(encode(attributes, values).msgpack).toEqual(bytes);
});

test("an unknown value of our own is the plain one", () => {
  const { full_name } = unpack(encode(attributes, { fullName: unknown }).msgpack as Buffer) as Record<string, unknown>;
  expect(full_name).toEqual(new ExtData(0, new Uint8Array(1)));
});

test("a value of the wrong type is refused by name", () => {
  expect(() => decode(attributes, wire({ lid: { inner_color: 5 } }))).toThrow(
    "`lid.inner_color` is a number, where a string belongs",
  );
  expect(() => decode(attributes, wire({ tags: {} }))).toThrow("`tags` is an object, where a set belongs");
});

test("megabytes pass", () => {
  const long = "ä".repeat(6_000_000);
  expect(decode(attributes, encode(attributes, { fullName: long }))?.fullName).toBe(long);
});
