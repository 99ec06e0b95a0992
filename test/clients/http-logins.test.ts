import { beforeEach, describe, expect, it } from "vitest";
import { createLogins, type Logins } from "../../src/clients/http-logins.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import type { HttpRequest, HttpResponse, Login } from "../../src/core/clients.ts";
import { SecretText } from "../../src/core/secret.ts";

const never = new AbortController().signal;
const password = new SecretText([{ name: "password", from: "env", source: "PASSWORD", place: "system.yaml:1" }]);
const login: Login = {
  url: "http://127.0.0.1:1/login",
  body: { email: "ops@example.com", password },
  token: "/data/accessToken",
};
const asked = { url: "http://127.0.0.1:1/metrics", login };
const answer = (status: number, text: string): HttpResponse => ({ status, text, headers: {}, headersMs: 1, tookMs: 1 });
const jwt = (exp: number) =>
  `h.${Buffer.from(JSON.stringify({ exp, email: "ops@example.com" })).toString("base64url")}.s`;

let now = 0;
let given: readonly string[] = [];
let loginStatus = 201;
let status = 200;
const sent: HttpRequest[] = [];
const posted: HttpRequest[] = [];
let logins: Logins;

beforeEach(() => {
  now = 1_000_000;
  given = [jwt(now / 1000 + 900), jwt(now / 1000 + 1800), jwt(now / 1000 + 2700)];
  [loginStatus, status] = [201, 200];
  sent.length = 0;
  posted.length = 0;
  logins = createLogins(createVault({ env: { PASSWORD: "never-shown" } }), {
    send: async (request) => {
      sent.push(request);
      return answer(status, JSON.stringify({ echo: request.headers?.authorization }));
    },
    raw: async (request) => {
      posted.push(request);
      return answer(loginStatus, JSON.stringify({ data: { accessToken: given[posted.length - 1] } }));
    },
    now: () => now,
  });
});

describe("a login", () => {
  it("is posted once for all requests that name it, and its token is in no answer", async () => {
    const answers = await Promise.all([logins.request(asked, never), logins.request(asked, never)]);
    expect(posted).toMatchObject([{ url: login.url, method: "POST" }]);
    expect(JSON.parse(String(posted[0]?.body))).toEqual({ email: "ops@example.com", password: "never-shown" });
    expect(sent.map(({ headers }) => headers?.authorization)).toEqual([`Bearer ${given[0]}`, `Bearer ${given[0]}`]);
    expect(answers.map(({ text }) => text)).toEqual(['{"echo":"Bearer ••••••••"}', '{"echo":"Bearer ••••••••"}']);
  });

  it("is posted again shortly before the token ends", async () => {
    await logins.request(asked, never);
    now += 869_000;
    await logins.request(asked, never);
    expect(posted).toHaveLength(1);
    now += 1_000;
    await logins.request(asked, never);
    expect(posted).toHaveLength(2);
    expect(sent.at(-1)?.headers?.authorization).toBe(`Bearer ${given[1]}`);
  });

  it("is posted again after a 401, but no sooner than ten seconds after the last", async () => {
    status = 401;
    expect((await logins.request(asked, never)).status).toBe(401);
    now += 9_999;
    await logins.request(asked, never);
    expect(posted).toHaveLength(1);
    now += 1;
    status = 200;
    expect((await logins.request(asked, never)).status).toBe(200);
    expect(posted).toHaveLength(2);
  });

  it.each([
    [401, "auth"],
    [400, "auth"],
    [429, "throttled"],
    [500, "status"],
  ])("that is answered %i fails as %s, and sends nothing else", async (code, kind) => {
    loginStatus = code;
    await expect(logins.request(asked, never)).rejects.toMatchObject({ kind });
    await expect(logins.request(asked, never)).rejects.toMatchObject({ kind });
    expect([posted.length, sent.length]).toEqual([1, 0]);
    loginStatus = 201;
    now += 10_000;
    expect((await logins.request(asked, never)).status).toBe(200);
  });

  it("without a token in its answer fails as parse", async () => {
    given = [""];
    await expect(logins.request(asked, never)).rejects.toMatchObject({ kind: "parse" });
  });
});
