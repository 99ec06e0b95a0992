import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { loadConfig, parseSource } from "../../src/config/load-config.ts";
import { judge } from "../../src/core/judge.ts";
import { selectRow } from "../../src/store/select-row.ts";
import { known } from "../helpers/known.ts";
import { after, read, stateOf } from "../helpers/state.ts";
import { ago, NOW } from "./case.ts";

const source = parseSource("system.yaml", readFileSync("src/systems/opsmantik/system.yaml", "utf8"));
const { plans } = loadConfig({ ...known, pace: 1, sources: [source] });
const plan = plans.find(({ id }) => id === "opsmantik/vercel-logs")!;
const calm = { everSeen: 9, spikes5xx: 0, unsure5xx: 0, spikes4xx: 0, unsure4xx: 0, "4xx": 0, "5xx": 0 };
const heard = { ...calm, answers: 9, listeningSince: ago(7200), listenedSeconds: 7200 };

it("a look that listens for as long as a reading is fresh gives no stale one", () => {
  const paced = loadConfig({ ...known, pace: 15, sources: [source] }).plans.find(({ id }) => id === plan.id);
  expect(paced).toMatchObject({ timeoutMs: 15_000, staleAfterMs: 24_000 });
  expect(plan).toMatchObject({ timeoutMs: 20_000, staleAfterMs: 180_000 });
});

it.each([
  [{ spikes4xx: 1, worst4xx: 7, worst4xxRoute: "POST /api/sync" }, "7 4xx POST /api/sync"],
  [{ spikes5xx: 1, worst5xx: 9, worst5xxRoute: "POST /api/sync", "5xx": 12 }, "9 5xx POST /api/sync"],
  [{}, "no spike"],
])("the row of the runtime log counts what it names: %#", (more, words) => {
  const facts = { ...heard, ...more };
  const rules = { facts, now: NOW, pace: 1, samples: () => [], verdictOf: () => undefined };
  const { verdict, summary, short } = judge(plan.judge, rules);
  const state = after(stateOf([plan]), read(plan.id, { verdict, summary, short, facts }));
  const row = selectRow(state, state.checks[plan.id]!, { tag: true, selected: false, ages: false });
  expect([row.value, row.words].join(" ").trim()).toBe(words);
});
