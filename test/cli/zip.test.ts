import { unzipped } from "../../src/cli/zip";
import { zipOf } from "../support/zip";

const files = { "a/b.txt": "one ".repeat(1_000), é: "two", empty: "" };

test.each([true, false])("an archive's files are read, deflated: %s", (deflate) => {
  const found = unzipped(zipOf(files, deflate), () => true);
  expect(Object.fromEntries([...found].map(([name, content]) => [name, content.toString()]))).toEqual(files);
});

test("only what is asked for is unpacked, and what follows the archive's end is passed over", () => {
  const archive = Buffer.concat([zipOf(files), Buffer.from("comment")]);
  expect([...unzipped(archive, (name) => name === "é").keys()]).toEqual(["é"]);
});

test.each([
  ["nothing", Buffer.alloc(0), "no zip archive"],
  ["another file", Buffer.from("{".repeat(100)), "no zip archive"],
  ["its beginning", zipOf(files).subarray(0, 60), "no zip archive"],
  ["its end", zipOf(files).subarray(40), ""],
])("%s is refused", (_, archive, why) => {
  expect(() => unzipped(archive, () => true)).toThrow(why);
});
