import { parseExactly } from "../../../src/provider/core/json";
import { upgrade } from "../../../src/provider/core/upgrade";
import { exactNumber } from "../../../src/provider/core/value";
import { number, object, text } from "../../../src/schema";

const attributes = {
  newName: text(),
  size: number().optional(),
  lid: object({ color: text(), hinge: text().optional() }).optional(),
};

const resource = {
  attributes,
  version: 2,
  upgrades: {
    0: ({ title, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, name: title }),
    1: ({ name, ...rest }: Readonly<Record<string, unknown>>) => ({ ...rest, new_name: name }),
  },
};

test("a state of this version gains what is new and loses what no longer exists, at every depth", () => {
  expect(upgrade(resource, '{"new_name":"a","old":1,"lid":{"color":"red","shine":true}}', 2)).toEqual({
    newName: "a",
    size: undefined,
    lid: { color: "red", hinge: undefined },
  });
});

test("an older state goes through every step in between", () => {
  expect(upgrade(resource, '{"title":"a","size":3}', 0)).toEqual({ newName: "a", size: 3, lid: undefined });
  expect(upgrade(resource, '{"name":"a","size":3}', 1)).toEqual({ newName: "a", size: 3, lid: undefined });
});

test("large numbers pass through every step unchanged", () => {
  const stored = '{"title":"9007199254740993","size":18446744073709551615}';
  expect(upgrade(resource, stored, 0)).toMatchObject({
    newName: "9007199254740993",
    size: exactNumber("18446744073709551615"),
  });
});

test("a state that cannot be brought up to date says why", () => {
  expect(() => upgrade(resource, "{}", 3)).toThrow("knows versions up to 2");
  expect(() => upgrade({ attributes, version: 1 }, "{}", 0)).toThrow("no way from version 0 of the state to 1");
  expect(() => upgrade(resource, "[]", 2)).toThrow("not an object");
  expect(() => upgrade(resource, '{"lid":{"color":[]}}', 2)).toThrow("`lid.color` is a list, where a string belongs");
});

test("JSON is read exactly, and a string that looks like a number stays one", () => {
  expect(parseExactly('{"a":[1,-0.5,1e3,"1e400","#1e400","\\"1e400\\\\"],"b":1e400,"c":0.1}')).toEqual({
    a: [1, -0.5, exactNumber("1e3"), "1e400", "#1e400", '"1e400\\'],
    b: exactNumber("1e400"),
    c: 0.1,
  });
});

test("a string of many megabytes is no problem", () => {
  const long = "x\\n".repeat(4_000_000);
  expect(parseExactly(`{"a":"${long}","b":1e400}`)).toMatchObject({ b: exactNumber("1e400") });
});
