import { packedHandler, packedPlugin } from "../../src/install/packed";

test("a package that is not complete says how to get it, and what a bundler has to do", () => {
  jest.isolateModules(() => {
    for (const name of ["plugin", "handler"]) {
      jest.doMock(`../../lib/packed/${name}.json`, () => {
        throw new Error("Cannot find module\nRequire stack:");
      });
    }
  });
  for (const part of [packedPlugin, packedHandler]) {
    expect(part).toThrow(/part of the package cdktf-cloudcraft is missing.*Cannot find module.*npm run build.*bundler/);
  }
});
