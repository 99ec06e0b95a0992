import { chmodSync, chownSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { askApproval, dropRequest, findApproval, giveApproval, readRequest } from "../../../src/cli/desk/approvals.ts";
import { Questions } from "../../../src/cli/desk/questions.ts";
import type { RunQuestion } from "../../../src/core/run-question.ts";
import type { EntryBody, JournalEntry } from "../../../src/journal/entry.ts";
import { approvalRequest, replyFor } from "../../../src/runbooks/approval.ts";
import { RunStopped } from "../../../src/runbooks/pause.ts";
import { createCockpitStore } from "../../../src/store/store.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { newState } from "../../helpers/journal.ts";
import { confirmAsk } from "../../helpers/run.ts";
import { planOf, readingOf, systems } from "../../helpers/state.ts";

const about = {
  run: "R1",
  step: "break-token",
  title: "Break",
  system: "opsmantik",
  environment: "production",
  requests: ["PATCH x"],
  by: "oncall",
  uid: 1000,
};
const own = process.getuid?.() ?? 0;

it("keeps a request until it is answered, and finds it by what was read out", () => {
  const state = newState();
  const code = askApproval(state, approvalRequest(about, 0));
  expect(readRequest(state, code.toLowerCase())).toMatchObject({ step: "break-token" });
  expect(readRequest(state, "AAAA-AAAA")).toBeUndefined();
  dropRequest(state, code);
  expect(readRequest(state, code)).toBeUndefined();
});

it("counts no approval of the same uid, of another code, or through a link", () => {
  const state = newState();
  giveApproval(state, "AAAA-BBBB", "second", own);
  expect(findApproval(state, "AAAA-BBBB", own)).toEqual({
    refused: expect.stringContaining("the same uid is not a second person"),
  });
  expect(findApproval(state, "CCCC-DDDD", own)).toBeUndefined();
  const [name = ""] = readdirSync(join(state, "approvals"));
  symlinkSync(join(state, "approvals", name), join(state, "approvals", "CCCC-DDDD.approved.7.json"));
  expect(findApproval(state, "CCCC-DDDD", 4711)).toBeUndefined();
});

it.runIf(own === 0)("counts the file of another uid, and no file of root", () => {
  const state = newState();
  giveApproval(state, "AAAA-BBBB", "second", 1001);
  expect(findApproval(state, "AAAA-BBBB", 1000)).toEqual({ refused: expect.stringContaining("root") });
  chownSync(join(state, "approvals", "AAAA-BBBB.approved.1001.json"), 1001, 1001);
  expect(findApproval(state, "AAAA-BBBB", 1000)).toEqual({ person: "second uid=1001" });
  expect(findApproval(state, "AAAA-BBBB", 1001)).toEqual({ refused: expect.stringContaining("yours") });
});

it("counts no file that its group may write: whoever wrote it is not told by its owner", () => {
  const state = newState();
  chmodSync(state, 0o2770);
  giveApproval(state, "AAAA-BBBB", "second", 1001);
  const path = join(state, "approvals", "AAAA-BBBB.approved.1001.json");
  expect(statSync(path).mode & 0o777).toBe(0o640);
  chmodSync(path, 0o660);
  expect(findApproval(state, "AAAA-BBBB", own + 1)).toEqual({ refused: expect.stringContaining("may be written") });
});

function asking() {
  const clock = new FakeClock();
  const state = newState();
  const plan = planOf("opsmantik/deploy");
  const store = createCockpitStore({
    panels: [],
    plans: [plan],
    systems,
    now: clock.now(),
    operator: "oncall",
    environment: { name: "production" },
  });
  store.dispatch({ type: "check.read", reading: readingOf(plan.id, { at: clock.now() }), nextAt: undefined, epoch: 1 });
  store.dispatch({ type: "write.changed", write: { environment: "production", until: clock.now() + 900_000 } });
  const lines: EntryBody[] = [];
  const stop = new AbortController();
  let shown: RunQuestion | undefined;
  const questions = new Questions({
    store,
    clock,
    state,
    person: "oncall",
    uid: own,
    run: "R1",
    journal: {
      append: async (body) => {
        lines.push(body);
        return body as JournalEntry;
      },
    },
    identityChecks: [plan.id],
    isRestore: () => false,
    show: (question) => {
      shown = question;
    },
    stop: stop.signal,
  });
  const { kind: _kind, id: _id, approval: _approval, ...question } = confirmAsk();
  const answer = questions.confirm(question);
  answer.catch(() => undefined);
  return {
    questions,
    answer,
    lines,
    stop,
    clock,
    state,
    store,
    shown: () => (shown?.kind === "confirm" ? shown : undefined),
  };
}

const words = "production break-token";

it("makes no confirmation before all is there, and writes down who approved first", async () => {
  const at = asking();
  await Promise.resolve();
  await Promise.resolve();
  const { id = "", approval } = at.shown() ?? {};
  expect(at.lines).toEqual([{ type: "approval.asked", run: "R1", step: "break-token", code: approval?.code }]);
  await expect(at.questions.agree(id, { words })).rejects.toThrow("second person");
  await expect(at.questions.agree("Q0", { words })).rejects.toThrow("not asked any more");
  await expect(at.questions.readBack(id, "yes")).rejects.toThrow("no answer");
  const reply = replyFor(approval?.code ?? "", words, { person: "second", host: "laptop", uid: 501 });
  await at.questions.readBack(id, reply);
  await expect(at.questions.agree(id, { words: "production" })).rejects.toThrow("needs the words");
  at.store.dispatch({ type: "write.changed", write: undefined });
  await expect(at.questions.agree(id, { words })).rejects.toThrow("read-only");
  at.store.dispatch({ type: "write.changed", write: { environment: "production", until: at.clock.now() + 1000 } });
  await at.questions.agree(id, { words });
  expect(await at.answer).toEqual({ step: "break-token", tier: 3, by: "oncall" });
  expect(at.lines.at(-1)).toEqual({
    type: "approval.given",
    run: "R1",
    step: "break-token",
    person: "second",
    how: "code",
  });
  expect(at.shown()).toBeUndefined();
  expect(readdirSync(join(at.state, "approvals"))).toEqual([]);
});

it("takes an answer no longer than the code lives", async () => {
  const at = asking();
  await Promise.resolve();
  await Promise.resolve();
  const { id = "", approval } = at.shown() ?? {};
  await at.clock.advance(300_001);
  const reply = replyFor(approval?.code ?? "", words, { person: "second", host: "laptop", uid: 501 });
  await expect(at.questions.readBack(id, reply)).rejects.toThrow("expired");
});

it("asks the second person anew once the code has expired, and takes no answer to the one before", async () => {
  const at = asking();
  await Promise.resolve();
  await Promise.resolve();
  const { id = "", approval } = at.shown() ?? {};
  expect(await at.questions.askAnew()).toBe(false);
  await at.clock.advance(300_001);
  expect(await at.questions.askAnew()).toBe(true);
  const { code = "" } = at.shown()?.approval ?? {};
  expect(code).not.toBe(approval?.code);
  expect(readdirSync(join(at.state, "approvals"))).toEqual([`${code}.json`]);
  expect(at.lines.map(({ type }) => type)).toEqual(["approval.asked", "approval.asked"]);
  const second = { person: "second", host: "laptop", uid: 501 };
  await expect(at.questions.readBack(id, replyFor(approval?.code ?? "", words, second))).rejects.toThrow();
  await at.questions.readBack(id, replyFor(code, words, second));
  await at.questions.agree(id, { words, stale: "STALE" });
  expect(await at.answer).toMatchObject({ step: "break-token", tier: 3 });
  expect(readdirSync(join(at.state, "approvals"))).toEqual([]);
});

it("writes the reason of one who is alone, and ends with the run", async () => {
  const at = asking();
  await Promise.resolve();
  await Promise.resolve();
  const alone = at.shown();
  await at.questions.agree(alone?.id ?? "", { words, solo: "nobody is awake" });
  expect(at.lines.at(-1)).toMatchObject({ type: "approval.given", how: "solo", reason: "nobody is awake" });
  const stopped = asking();
  await Promise.resolve();
  stopped.stop.abort();
  await expect(stopped.answer).rejects.toThrow(RunStopped);
  expect(stopped.shown()).toBeUndefined();
});
