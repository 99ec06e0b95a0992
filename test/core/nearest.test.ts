import { expect, it } from "vitest";
import { nearest, nearestId } from "../../src/core/nearest.ts";

const known = ["check", "frame", "runbooks", "run", "report", "panels"];

it.each([
  ["chek", "check"],
  ["hceck", "check"],
  ["rnu", "run"],
  ["raport", "report"],
  ["pannels", "panels"],
  ["deploy", undefined],
  ["", undefined],
])("%j most likely meant %j", (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

it("of an id, its last part is enough", () => {
  expect(nearestId("helth", ["shop/health", "shop/unpaid"])).toBe("shop/health");
});
