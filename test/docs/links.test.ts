import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { files as packed } from "../../package.json";

const repository = join(__dirname, "../..");

/** Every page that somebody reads, by its path. */
const pages = ["README.md", "SECURITY.md", "CHANGELOG.md", ...within("docs"), ...within("src"), ...within("examples")];

function within(folder: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
}

const textOf = (page: string) => readFileSync(join(repository, page), "utf8");

/** The places that a page's headings can be linked by, as those who render Markdown make them. */
function anchors(page: string): string[] {
  const headings = textOf(page).match(/^#+ .*$/gm) ?? [];
  return headings.map((heading) =>
    heading
      .replace(/^#+ /, "")
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** The links of a page that lead nowhere. */
function dead(page: string): string[] {
  const links = [...textOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => {
    if (/^https?:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? page : relative(repository, join(repository, dirname(page), path));
    if (!existsSync(join(repository, target))) return true;
    return anchor !== undefined && !anchors(target).includes(anchor);
  });
}

test.each(pages)("no link of %s is dead", (page) => {
  expect(dead(page)).toEqual([]);
});

test("what the packed pages link to is in the package as well", () => {
  const always = ["README.md", "LICENSE", "package.json"];
  const isPacked = (target: string) =>
    [...always, ...packed.filter((name) => !name.startsWith("!"))].some(
      (name) => target === name || target.startsWith(`${name}/`),
    );
  const outside = pages.filter(isPacked).flatMap((page) =>
    [...textOf(page).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
      .map(([, link = ""]) => link)
      .filter((link) => !/^https?:/.test(link))
      .map((link) => join(dirname(page), link))
      .filter((target) => !isPacked(target) && page !== "docs/development.md")
      .map((target) => `${page}: ${target}`),
  );
  expect(outside).toEqual([]);
});

test("every guide is in the README", () => {
  const linked = textOf("README.md");
  expect(within("docs/guides").filter((guide) => !linked.includes(`(${guide})`))).toEqual([]);
});
