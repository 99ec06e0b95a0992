import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { pages } from "../../bin/pages.ts";

it.each(Object.entries(pages()))("%s is as the code says; npm run docs writes it", (path, text) => {
  expect(readFileSync(path, "utf8")).toBe(text);
});
