import { expect, it } from "vitest";
import { approvalRequest, checkReply, codeOf, parseRequest, replyFor, sameCode } from "../../src/runbooks/approval.ts";

const about = {
  run: "R1",
  step: "break-token",
  title: "Break it",
  system: "opsmantik",
  environment: "production",
  requests: ["PATCH https://api.vercel.com/v9/projects/opsmantik/env/6Qx"],
  by: "oncall",
  uid: 1000,
};
const request = approvalRequest(about, Date.UTC(2026, 1, 20));
const code = codeOf(request);
const asked = { code, words: "production break-token" };
const own = { person: "oncall", host: "bastion", uid: 1000 };
const other = { person: "second", host: "laptop", uid: 501 };

it("is bound to run, step, target, parameters and expiry", () => {
  expect(code).toMatch(/^[A-Z2-7]{4}-[A-Z2-7]{4}$/);
  expect(parseRequest(JSON.stringify(request))).toEqual(request);
  const others = [
    { ...request, run: "R2" },
    { ...request, step: "other" },
    { ...request, environment: "staging" },
    { ...request, requests: ["PATCH elsewhere"] },
    { ...request, expiresAt: "2027-01-01T00:00:00.000Z" },
    approvalRequest(about, Date.UTC(2026, 1, 20)),
  ];
  for (const changed of others) expect(codeOf(changed)).not.toBe(code);
  expect(sameCode(code.toLowerCase().replace("-", ""), code)).toBe(true);
});

it("takes the answer of another person's machine, however it is read out", () => {
  const reply = replyFor(code, asked.words, other);
  expect(checkReply(reply, asked, own)).toEqual({ person: "second" });
  expect(checkReply(` ${reply.toLowerCase()} `, asked, own)).toEqual({ person: "second" });
});

it.each([
  ["for another code", replyFor("AAAA-BBBB", asked.words, other), /not for this code/],
  ["for other words", replyFor(code, "production other", other), /not for this code/],
  ["from the same machine and uid", replyFor(code, asked.words, { ...own, person: "second" }), /your own/],
  ["of the same person elsewhere", replyFor(code, asked.words, { ...other, person: "oncall" }), /your own/],
  ["that is none", "yes", /no answer/],
])("refuses an answer %s", (_name, reply, why) => {
  expect(checkReply(reply, asked, own)).toEqual({ refused: expect.stringMatching(why) });
});
