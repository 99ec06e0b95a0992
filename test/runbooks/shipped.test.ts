import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shippedRunbooks, shippedSystems } from "../../bin/shipped.ts";
import { offerOf } from "../../src/cli/desk/offers.ts";
import { parseRunbook } from "../../src/runbooks/parse-runbook.ts";
import { opsdeck } from "../helpers/cli.ts";

const home = mkdtempSync(join(tmpdir(), "opsdeck-shipped-"));
const systems = [...new Set(shippedRunbooks().map(({ file }) => file.split("/", 1)[0] ?? ""))];

test.each(systems)("no step of a runbook of %s has drifted from its system", async (system) => {
  const context = { home, shipped: shippedSystems(), runbooks: shippedRunbooks() };
  const { code, out, err } = await opsdeck(["runbooks", "lint", "--system", system], context);
  expect(out).toBe("");
  expect(err).toMatch(/^nothing has drifted in [1-9]/);
  expect(code).toBe(0);
});

test("what breaks on purpose, or is practice, is a drill, which answers nothing that is broken", () => {
  const offers = shippedRunbooks().flatMap(({ file, text }) => {
    const { runbook } = parseRunbook(file, text);
    return runbook ? [offerOf(runbook)] : [];
  });
  expect(offers.filter(({ drill }) => drill).map(({ id }) => id)).toEqual([
    "opsmantik/qstash-degraded-proof",
    "pocketbrain/secret-rotation",
  ]);
});
