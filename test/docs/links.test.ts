import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("each decision has a number of its own, in its name and in its title", () => {
  const files = readdirSync("docs/adr").toSorted();
  expect(files.length).toBeGreaterThan(10);
  for (const [index, file] of files.entries()) {
    expect(Number(file.slice(0, 4))).toBe(index + 1);
    expect(readFileSync(`docs/adr/${file}`, "utf8")).toMatch(new RegExp(`^# ${index + 1}\\. `));
  }
});

it("links between pages lead somewhere", () => {
  const pages = ["README.md", ...readdirSync("docs").flatMap((file) => (file.endsWith(".md") ? [`docs/${file}`] : []))];
  const links = pages.flatMap((page) =>
    [...readFileSync(page, "utf8").matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, to = ""]) => [page, to] as const),
  );
  expect(links.length).toBeGreaterThan(10);
  const lost = links.filter(([page, to]) => !existsSync(page === "README.md" ? to : `docs/${to}`));
  expect(lost).toEqual([]);
});
