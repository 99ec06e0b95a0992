import { expect, it } from "vitest";
import { blockedBy, type ChangeMoment, isStale, unconfirmed, wordsOf } from "../../src/core/change-guard.ts";
import { confirmAsk } from "../helpers/run.ts";
import { dutyOf, T0 } from "../helpers/state.ts";

const open: ChangeMoment = {
  now: T0,
  write: { environment: "production", until: T0 + 60_000 },
  locked: false,
  duties: [],
  dataAt: T0 - 5000,
  staleAfterMs: 90_000,
};
const words = { words: "production break-token" };
const second = { code: "C", expiresAt: T0, given: { person: "second uid=1001", how: "file", at: T0 } } as const;

it.each([
  ["nothing typed", confirmAsk({ tier: 2 }), {}, open, /needs the words/],
  ["other words", confirmAsk({ tier: 2 }), { words: "production break-toke" }, open, /needs the words/],
  ["other capitals", confirmAsk({ tier: 2 }), { words: "PRODUCTION break-token" }, open, /needs the words/],
  ["the words", confirmAsk({ tier: 2 }), words, open, undefined],
  ["read-only", confirmAsk({ tier: 2 }), words, { ...open, write: undefined }, /read-only/],
  [
    "unlocked for another environment",
    confirmAsk({ tier: 2 }),
    words,
    { ...open, write: { environment: "lab", until: T0 + 1 } },
    /read-only/,
  ],
  ["the time is over", confirmAsk({ tier: 2 }), words, { ...open, now: T0 + 60_000 }, /read-only/],
  ["locked by its file", confirmAsk({ tier: 1 }), {}, { ...open, locked: true }, /locked by its system file/],
  ["tier 1 needs no unlock", confirmAsk({ tier: 1 }), {}, { ...open, write: undefined }, undefined],
  ["in front of a room", confirmAsk({ tier: 1 }), {}, { ...open, presenting: true }, /while presenting/],
  [
    "a restore in front of a room",
    confirmAsk({ tier: 1, restores: true }),
    {},
    { ...open, presenting: true },
    undefined,
  ],
  ["stale data", confirmAsk({ tier: 1 }), {}, { ...open, dataAt: T0 - 90_001 }, /type STALE/],
  ["nothing was seen", confirmAsk({ tier: 1 }), {}, { ...open, dataAt: undefined }, /type STALE/],
  ["stale data, and said so", confirmAsk({ tier: 1 }), { stale: "STALE" }, { ...open, dataAt: T0 - 90_001 }, undefined],
  ["alone without a reason", confirmAsk(), { ...words, solo: " " }, open, /second person/],
  ["alone with a reason", confirmAsk(), { ...words, solo: "nobody is awake" }, open, undefined],
  ["approved", confirmAsk({ approval: second }), words, open, undefined],
  [
    "another drill",
    confirmAsk({ tier: 2 }),
    words,
    { ...open, duties: [dutyOf({ run: "R0" })] },
    /D7-1 must be restored first/,
  ],
  [
    "what waits for its day",
    confirmAsk({ tier: 2 }),
    words,
    { ...open, duties: [dutyOf({ run: "R0", notBefore: T0 + 1 })] },
    undefined,
  ],
  [
    "what has waited for its day",
    confirmAsk({ tier: 2 }),
    words,
    { ...open, duties: [dutyOf({ run: "R0", notBefore: T0 })] },
    /D7-1 must be restored first/,
  ],
  ["its own duty", confirmAsk({ tier: 2 }), words, { ...open, duties: [dutyOf({ run: "R1" })] }, undefined],
  [
    "a duty elsewhere",
    confirmAsk({ tier: 2 }),
    words,
    { ...open, duties: [dutyOf({ run: "R0", environment: "staging" })] },
    undefined,
  ],
  [
    "a change that owes nothing",
    confirmAsk({ tier: 2, manual: [] }),
    words,
    { ...open, duties: [dutyOf({ run: "R0" })] },
    undefined,
  ],
] as const)("%s", (...[, ask, typed, moment, wanted]) => {
  const why = unconfirmed(ask, typed, moment);
  if (wanted === undefined) expect(why).toBeUndefined();
  else expect(why).toMatch(wanted);
});

it("never holds a restore up", () => {
  const restore = confirmAsk({ tier: 1, restores: true });
  const worst: ChangeMoment = {
    ...open,
    locked: true,
    write: undefined,
    dataAt: undefined,
    duties: [dutyOf({ run: "R0" })],
  };
  expect(blockedBy(restore, worst)).toBeUndefined();
  expect(isStale(restore, worst)).toBe(false);
  expect(unconfirmed(restore, {}, worst)).toBeUndefined();
  expect(wordsOf(restore)).toBeUndefined();
});
