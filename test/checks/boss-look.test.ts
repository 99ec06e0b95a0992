import { expect, it } from "vitest";
import { numberAt } from "../../checks/parts/boss-look.ts";

it("takes no rows for none, and a total that is no number for an answer that cannot be read", () => {
  expect(numberAt([], "total")).toBe(0);
  expect(numberAt([{ total: 3 }, { total: 3 }], "total")).toBe(3);
  for (const row of [{}, { total: null }, { total: "9007199254740993" }])
    expect(() => numberAt([row], "total")).toThrow("the answer has no number in total");
});
