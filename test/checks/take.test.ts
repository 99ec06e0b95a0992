import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../checks/parts/http-look.ts";
import { refuseStatus } from "../../checks/parts/http-status.ts";
import { infoFacts } from "../../checks/parts/redis-info.ts";
import { matchNeeds, takeHeaders, takeMatches, takeScalars, takeTables } from "../../checks/parts/take.ts";
import { CheckError } from "../../src/core/check-error.ts";
import type { HttpResponse } from "../../src/core/clients.ts";

const answer = (status: number, text: string, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  text,
  headers,
  headersMs: 1,
  tookMs: 2,
});

describe("taking", () => {
  it("gives tables of lists and of objects, and null for anything else", () => {
    const columns = { state: "/state", n: "/deep/n" };
    const body = {
      list: [{ state: "a", deep: { n: 1 } }, 5],
      map: { db: { state: "ok" } },
      text: "no",
    };
    const taken = takeTables(body, {
      list: { at: "/list", columns, key: "key" },
      map: { at: "/map", columns, key: "dependency" },
      text: { at: "/text", columns, key: "key" },
      none: { at: "/none", columns, key: "key" },
    });
    expect(taken).toEqual({
      list: {
        rows: [
          { state: "a", n: 1 },
          { state: null, n: null },
        ],
        rowCount: 2,
        truncated: false,
      },
      map: { rows: [{ dependency: "db", state: "ok", n: null }], rowCount: 1, truncated: false },
      text: null,
      none: null,
    });
  });
  it("takes headers in any case", () => {
    const given = { "x-opsmantik-commit": "abc", __proto__x: "y" };
    expect(takeHeaders(given, { commit: "X-OpsMantik-Commit", none: "constructor" })).toEqual({
      commit: "abc",
      none: null,
    });
  });
  it.each([
    ["0123456789abcdef0123456789abcdef01234567", "0123456", true],
    ["0123456789abcdef0123456789abcdef01234567", "0123456789ABCDEF0123456789abcdef01234567", true],
    ["0123456", "0123456789abcdef0123456789abcdef01234567", true],
    ["0123456789abcdef0123456789abcdef01234567", "1123456", false],
    ["0123456789abcdef0123456789abcdef01234567", null, null],
    ["0123456789abcdef0123456789abcdef01234567", "", null],
    ["unknown", "0123456", null],
    [null, "0123456", null],
    [42, "0123456", null],
  ])("matches %s with %s: %s", (sha, prefix, due) => {
    expect(takeMatches({ sha }, { same: { fact: "sha", prefix } }, () => undefined)).toEqual({ same: due });
  });
  it("matches what another check saw where nothing is expected, and tells what that was", () => {
    const sha = "0123456789abcdef0123456789abcdef01234567";
    const match = (prefix: string | null) => ({
      same: { fact: "sha", prefix, or: { check: "vercel", fact: "commit" }, as: "expected" },
    });
    const seen = (check: string, fact: string) => (check === "vercel" && fact === "commit" ? "1111111" : undefined);
    expect(takeMatches({ sha }, match(null), seen)).toEqual({ same: false, expected: "1111111" });
    expect(takeMatches({ sha }, match("0123456"), seen)).toEqual({ same: true, expected: "0123456" });
    expect(takeMatches({ sha }, match(""), () => null)).toEqual({ same: null, expected: null });
    expect(takeMatches({ sha }, match(""), () => "012")).toEqual({ same: null, expected: "012" });
    expect(matchNeeds(match(""))).toEqual(["vercel"]);
  });
  it.each([
    ["registry/api:9b2f4c1", "9b2f4c1", true],
    ["registry/api:9b2f4c1-dirty", "9b2f4c1", false],
    ["registry/api:9b2f4c1", "", null],
    [null, "9b2f4c1", null],
  ])("tells whether %s ends with %s: %s", (image, sha, due) => {
    const tagged = takeMatches({ image, sha }, { tagged: { fact: "image", "ends-with": "sha" } }, () => undefined);
    expect(tagged).toEqual({ tagged: due });
  });
  it("never fails, whatever the answer (property)", () => {
    const pointers = fc.dictionary(
      fc.string(),
      fc.oneof(
        fc.constant(""),
        fc.string().map((path) => `/${path}`),
      ),
    );
    fc.assert(
      fc.property(fc.jsonValue(), pointers, (body, take) => {
        const taken = takeScalars(body, take);
        expect(Object.keys(taken)).toEqual(Object.keys(Object.fromEntries(Object.entries(take))));
        for (const value of Object.values(taken)) expect(value === null || typeof value !== "object").toBe(true);
        const tables = Object.fromEntries(
          Object.entries(take).map(([name, at]) => [name, { at, columns: take, key: "key" }]),
        );
        takeTables(body, tables);
      }),
    );
  });
  it("of any text, status and headers throws CheckErrors only (property)", () => {
    const headers = fc.dictionary(
      fc.constantFrom("content-type", "retry-after", "location", "x-ratelimit-remaining"),
      fc.string(),
    );
    const texts = fc.oneof(fc.string(), fc.json());
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), texts, headers, (status, text, given) => {
        const response = answer(status, text, given);
        for (const look of [() => refuseStatus(response, [200]), () => parseJson(response, "json")]) {
          try {
            look();
          } catch (error) {
            expect(error).toBeInstanceOf(CheckError);
            expect((error as CheckError).message.length).toBeLessThan(400);
          }
        }
      }),
    );
  });
});

describe("an unexpected status", () => {
  const kindOf = (status: number, headers: Record<string, string> = {}): unknown => {
    try {
      refuseStatus(answer(status, "", headers), [200, 405]);
      return "answer";
    } catch (error) {
      return (error as CheckError).kind;
    }
  };
  const exhausted = { "x-ratelimit-remaining": "0" };
  it("proves what it proves", () => {
    expect([200, 405, 401, 403, 404, 500, 502, 429].map((status) => kindOf(status))).toEqual([
      "answer",
      "answer",
      "auth",
      "auth",
      "status",
      "status",
      "status",
      "throttled",
    ]);
    expect(kindOf(503, { "retry-after": "60" })).toBe("status");
    expect(kindOf(503, { "retry-after": "60", ...exhausted })).toBe("throttled");
    expect(kindOf(500, exhausted)).toBe("throttled");
    expect(kindOf(404, exhausted)).toBe("status");
  });
});

describe("INFO", () => {
  it("of any text gives numbers, words or null (property)", () => {
    fc.assert(
      fc.property(fc.string(), (info) => {
        for (const fact of Object.values(infoFacts(info)))
          expect(["string", "number", "object"]).toContain(typeof fact);
      }),
    );
    expect(
      infoFacts("# Memory\r\nused_memory:1048576\r\nmaxmemory:0\r\nrole:slave\r\nmaster_link_status:down"),
    ).toMatchObject({
      usedMemoryMb: 1,
      maxMemoryMb: 0,
      role: "slave",
      masterLink: "down",
      evictedKeys: null,
    });
  });
});
