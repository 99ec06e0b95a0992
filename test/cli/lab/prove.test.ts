import { expect, it } from "vitest";
import { allOnLoopback } from "../../../src/cli/lab/prove.ts";
import { SecretText } from "../../../src/core/secret.ts";
import { planOf } from "../../helpers/state.ts";

const env = { HERE: "postgres://u:p@127.0.0.1:5432/db", THERE: "postgres://u:p@db.example.com/db", TOKEN: "abc" };
const secret = (source: string, before = "") =>
  new SecretText([before, { name: source.toLowerCase(), from: "env", source, place: "x.yaml:1" }]);
const plan = (target: string, params: unknown) => planOf("shop/x", { target, params });

it.each([
  ["a target on loopback", "127.0.0.1:80", { url: "http://127.0.0.1/" }, true],
  ["a target elsewhere", "shop.example.com", { url: "http://shop.example.com/" }, false],
  ["a database on loopback behind a secret", "database", { database: secret("HERE") }, true],
  ["a database elsewhere behind a secret", "database", { database: secret("THERE") }, false],
  ["a secret that is not there", "database", { database: secret("GONE") }, true],
  [
    "a second address elsewhere",
    "[::1]:80",
    { requests: [{ url: "http://[::1]/" }, { url: "http://a.example/" }] },
    false,
  ],
  ["an origin in a header", "localhost", { url: "http://localhost/", headers: { origin: "https://a.example" } }, true],
  ["a token that is no address", "127.0.0.1", { headers: { authorization: secret("TOKEN", "Bearer ") } }, true],
])("%s", async (_words, target, params, proven) => {
  expect(await allOnLoopback([plan(target, params)], env)).toBe(proven);
});
