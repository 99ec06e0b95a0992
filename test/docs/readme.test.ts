import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { EXIT } from "../../src/cli/context.ts";
import { subcommands } from "../../src/cli/subcommands.ts";

const readme = readFileSync("README.md", "utf8");

it("lists every command, and none that is not there", () => {
  const listed = [...readme.matchAll(/^opsdeck ?(\S*).* {2,}\S/gm)].map(([, name = ""]) => name);
  expect(new Set(listed.filter((name) => !name.startsWith("#")))).toEqual(new Set(Object.keys(subcommands)));
});

it("says with what check exits, each code once", () => {
  const said = /`check` exits with ([^.]+)\./.exec(readme)?.[1] ?? "";
  expect([...said.matchAll(/\b\d\b/g)].map(([code]) => Number(code))).toEqual(Object.values(EXIT));
});
