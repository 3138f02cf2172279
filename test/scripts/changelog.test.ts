import { withFragments } from "../../scripts/changelog";

const OLD = "# Changelog\n\n## 0.2.0 (not released)\n\n- One.\n\n## 0.1.0\n\n- Zero.\n";

test("fragments become lines of the newest version, and nothing else of the changelog changes", () => {
  expect(withFragments(OLD, ["Two.\n", "Three,\nin two lines.\n"])).toBe(
    "# Changelog\n\n## 0.2.0 (not released)\n\n- One.\n- Two.\n- Three,\n  in two lines.\n\n## 0.1.0\n\n- Zero.\n",
  );
});

test("without fragments a changelog stays as it is", () => {
  expect(withFragments(OLD, [])).toBe(OLD);
});

test("a changelog without a version is not written to", () => {
  expect(() => withFragments("# Changelog\n", ["Two."])).toThrow("no section");
});
