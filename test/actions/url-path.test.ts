import fc from "fast-check";
import { expect, it } from "vitest";
import { plainAddress, urlPath } from "../../src/actions/parts/url-path.ts";
import { SecretText } from "../../src/core/secret.ts";

const at = (name: string): string => new URL(`https://api.test${urlPath`/v9/projects/${name}/rollback`}`).href;

it("keeps what is inserted in its segment, whatever it is", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (name) => {
      fc.pre(name !== "." && name !== "..");
      const { pathname, search, hash } = new URL(at(name));
      expect(pathname.split("/")).toEqual(["", "v9", "projects", encodeURIComponent(name), "rollback"]);
      expect([search, hash]).toEqual(["", ""]);
    }),
  );
});

it("refuses what leads up, and nothing at all", () => {
  for (const name of ["..", ".", ""]) expect(() => at(name)).toThrow("is no name in an address");
});

it("takes no address that holds a secret", () => {
  expect(plainAddress("https://api.test//")).toBe("https://api.test");
  expect(() => plainAddress(new SecretText(["https://", "x"]))).toThrow("holds no secret");
});
