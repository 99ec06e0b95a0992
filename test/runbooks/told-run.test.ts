import { expect, it } from "vitest";
import type { LiveExpectation, RunView } from "../../src/core/run-view.ts";
import type { EntryBody, JournalEntry } from "../../src/journal/entry.ts";
import { parseRunbook } from "../../src/runbooks/parse-runbook.ts";
import { toldRun } from "../../src/runbooks/told-run.ts";
import { runbookText, shop } from "./shop.ts";
import { World } from "./world.ts";

const STEPS = [
  "id: look\ncheck: health\nin: [ok, warn, fail]",
  `id: turn
action: turn
with: { to: left }
undo:
  id: turned
  title: the switch is turned
  how: [{ action: turn, with: { to: right } }]
  manual: [turn it back]
  proof: [{ check: health, when: { fact: n, eq: 0 }, within: 1m }]`,
  "id: seen\nexpect: { check: health, when: { fact: n, eq: 0 } }\nwithin: 1m",
  "id: back\nrestore: turned",
];

function told(entries: readonly JournalEntry[], texts: readonly string[] = STEPS) {
  const steps = parseRunbook("drill.md", runbookText(...texts)).runbook?.steps.map(({ step }) => step);
  const bindings = shop().bindings.get("shop");
  const waited: string[] = [];
  const expect = ({ check }: { check: string }): LiveExpectation | undefined => void waited.push(check);
  const view = toldRun({ incident: "INC-0001", run: "R1", entries, steps, bindings, pace: 1, expect });
  return { view, waited };
}

/** What both say, but for what is being done right now. */
function plain(view: RunView | undefined) {
  const { doing: _, expectation: __, waitUntil: ___, title: ____, ...rest } = view as RunView;
  return rest;
}

function line(entries: readonly JournalEntry[], body: EntryBody): JournalEntry {
  return { ...(entries.at(-1) as JournalEntry), seq: entries.length + 1, host: "fra", ...body } as JournalEntry;
}

it("at every step another bastion sees the run that the one that runs it sees", async () => {
  const world = new World();
  await world.run(...STEPS);
  const shown = world.views.map((view) => JSON.stringify(plain(view)));
  for (const [index, { type }] of world.entries.entries()) {
    // Between these lines the one that runs it draws nothing anew.
    if (!/^(step|run)\./.test(type)) continue;
    const { view } = told(world.entries.slice(0, index + 1));
    expect(shown, `line ${index + 1}: ${type}`).toContain(JSON.stringify(plain(view)));
  }
});

it("says what is being done as far as lines tell it", async () => {
  const world = new World();
  await world.run(...STEPS);
  const upTo = (type: string, step: string) => {
    const at = world.entries.findIndex((entry) => entry.type === type && "step" in entry && entry.step === step);
    return told(world.entries.slice(0, at + 1)).view?.doing;
  };
  expect(upTo("step.started", "look")).toBe("looks at health");
  expect(upTo("step.started", "turn")).toBe("the lead is asked; nothing is sent yet");
  expect(upTo("request.sending", "turn")).toBe("sent; no answer yet");
  expect(upTo("request.answered", "turn")).toBe("sent and answered");
  const begun = world.entries.findIndex((entry) => entry.type === "step.started" && entry.step === "seen");
  expect(told(world.entries.slice(0, begun + 1)).waited).toEqual(["shop/health"]);

  const asked = world.entries.slice(
    0,
    world.entries.findIndex(({ type }) => type === "duty.armed"),
  );
  const code = line(asked, { type: "approval.asked", run: "R1", step: "turn", code: "7F3K-Q2WD" });
  expect(told([...asked, code]).view?.doing).toBe("waits for a second person: opsdeck approve 7F3K-Q2WD");
});

it("a run whose leader is gone stands interrupted until somebody goes on with it", async () => {
  const world = new World();
  await world.run(...STEPS);
  const left = world.entries.slice(
    0,
    world.entries.findIndex((entry) => entry.type === "request.answered"),
  );
  const taken = [...left, line(left, { type: "lead.taken", pid: 7 })];
  expect(told(taken).view?.doing).toMatch(/^interrupted: .* nobody has gone on with it yet$/);
  const resumed = [...taken, line(taken, { type: "run.resumed", run: "R1" })];
  expect(told(resumed).view?.doing).toBe("sent; no answer yet");
});

it("shows no steps where the runbook here is another one, and nothing where there is no such run", async () => {
  const world = new World();
  await world.run(...STEPS);
  const { view } = told(world.entries.slice(0, 3), ["id: other\ncheck: health"]);
  expect(view).toMatchObject({ steps: [], doing: "this bastion has not the same runbook: it stands at look" });
  expect(told([]).view).toBeUndefined();
});
