import { expect, it } from "vitest";
import { interruptedRuns, offerOf } from "../../../src/cli/desk/offers.ts";
import { openIncident } from "../../../src/journal/journal.ts";
import { readIncidents } from "../../../src/journal/read-incidents.ts";
import { parseRunbook } from "../../../src/runbooks/parse-runbook.ts";
import { drill, journalOptions, newState } from "../../helpers/journal.ts";
import { runbookText } from "../../runbooks/shop.ts";

const opened = {
  type: "run.opened",
  runbook: "shop/drill",
  system: "shop",
  environment: "production",
  title: "Drill",
} as const;

it("finds runs that did not end, but none that another opsdeck is writing", async () => {
  const state = newState();
  const writer = openIncident(journalOptions(state), drill);
  writer.appendSync({ ...opened, run: "R1" });
  writer.appendSync({ type: "step.started", run: "R1", step: "break" });
  writer.appendSync({ ...opened, run: "R2" });
  writer.appendSync({ type: "run.closed", run: "R2", result: "done" });
  writer.appendSync({ ...opened, run: "R3", dryRun: true });
  const found = async () => interruptedRuns((await readIncidents(state)).incidents);
  expect(await found()).toEqual([]);
  writer.close();
  expect(await found()).toEqual([
    {
      run: "R1",
      incident: writer.incident,
      runbook: "shop/drill",
      system: "shop",
      title: "Drill",
      openedAt: expect.any(Number),
      step: "break",
    },
  ]);
});

it("offers a runbook with the checks of its steps and proofs, and the tier that each step will have", () => {
  const text = runbookText(
    "id: look\ncheck: health",
    "id: go\naction: vercel-redeploy\nwith: {}\nundo: { id: back, title: gone, manual: [by hand], proof: [{ check: slow, when: { fact: n, eq: 0 } }] }",
    "id: back\nrestore: back",
  );
  const { runbook } = parseRunbook("drill.md", text);
  if (!runbook) throw new Error("it does not parse");
  const offer = offerOf(runbook);
  expect(offer).toMatchObject({
    id: "shop/drill",
    checks: ["shop/health", "shop/slow"],
    params: { who: { type: "text" } },
  });
  expect(offer.steps.map(({ id, tier }) => [id, tier])).toEqual([
    ["look", undefined],
    ["go", 2],
    ["back", undefined],
  ]);
  expect(offer.prose.go).toContain("Prose 2.");
});
