import { expect, it } from "vitest";
import { lookOnce, looksFor } from "../../src/cli/look-once.ts";
import { after, planOf, read, stateOf, T0 } from "../helpers/state.ts";

it("looks once more at what is stale when the look that listens longest has ended", async () => {
  const quick = planOf("opsmantik/quick", { everyMs: 4000, timeoutMs: 3000, staleAfterMs: 12_000 });
  const derived = planOf("opsmantik/derived", { ...quick, id: "opsmantik/derived", from: quick.id });
  const rare = planOf("opsmantik/rare", { staleAfterMs: 90_000 });
  const listening = planOf("opsmantik/listening", { staleAfterMs: 27_000 });
  const nearly = planOf("opsmantik/nearly", { everyMs: 4000, timeoutMs: 3000, staleAfterMs: 16_000 });
  let now = T0;
  let state = stateOf([quick, derived, rare, nearly, listening]);
  const asked: string[] = [];
  const seen = (id: string) => ({ ...read(id, { at: now, seq: asked.length }), nextAt: undefined }) as never;
  const runNow = async (id: string) => {
    const event = seen(id);
    asked.push(id);
    state = after(state, event, ...(id === quick.id ? [seen(derived.id)] : []));
    if (id === listening.id) now = T0 + 15_000;
    return undefined as never;
  };
  const clock = { now: () => now, mono: () => now, after: () => () => undefined };
  await lookOnce(
    { scheduler: { runNow }, store: { getState: () => state }, decided: async () => {} },
    Object.values(state.checks).map(({ plan }) => plan),
    clock,
  );
  expect(asked).toEqual([quick.id, rare.id, nearly.id, listening.id, quick.id, nearly.id]);
});

it("goes on with what the chosen are derived from and need, and with nothing that tells somebody for another's sake", () => {
  const plans = [
    planOf("opsmantik/pages", { effect: "notifies" }),
    planOf("opsmantik/paged", { from: "opsmantik/pages" }),
    planOf("opsmantik/source", { needs: ["opsmantik/asked", "opsmantik/pages", "opsmantik/paged", "opsmantik/gone"] }),
    planOf("opsmantik/derived", { from: "opsmantik/source" }),
    planOf("opsmantik/asked", { needs: ["opsmantik/deeper"] }),
    planOf("opsmantik/deeper", { needs: ["opsmantik/source"] }),
    planOf("opsmantik/other"),
  ];
  const of = (name: string) => [
    ...looksFor(
      plans,
      plans.filter(({ id }) => id === `opsmantik/${name}`),
    ),
  ];
  expect(of("derived")).toEqual(["source", "asked", "deeper"].map((name) => `opsmantik/${name}`));
  expect(of("paged")).toEqual(["opsmantik/pages"]);
  expect(of("other")).toEqual(["opsmantik/other"]);
});
