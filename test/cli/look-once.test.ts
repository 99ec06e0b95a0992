import { expect, it } from "vitest";
import { lookOnce } from "../../src/cli/look-once.ts";
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
