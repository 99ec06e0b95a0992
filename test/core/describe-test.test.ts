import { expect, it } from "vitest";
import { describeTest } from "../../src/core/describe-test.ts";
import type { Test } from "../../src/core/test.ts";

const [a, b, c] = (["a", "b", "c"] as const).map((fact): Test => ({ fact, eq: 1 })) as [Test, Test, Test];

it.each<[Test, string]>([
  [{ not: { fact: "code", missing: true } }, "code is there"],
  [{ not: a }, "not (a = 1)"],
  [{ all: [a, { any: [b, c] }] }, "a = 1 and (b = 1 or c = 1)"],
  [{ any: [a, { all: [b, c] }] }, "a = 1 or b = 1 and c = 1"],
  [{ all: [a, { table: "rows", any: b }] }, "a = 1 and any of rows: b = 1"],
  [{ ratio: ["stale", "all"], gt: 0.25, "of-at-least": 5 }, "stale / all > 0.25 of at least 5"],
  [{ rate: "opens", per: "1m", over: "5m", gt: 3 }, "opens per 1m over 5m > 3"],
])("%j", (test, words) => expect(describeTest(test)).toBe(words));
