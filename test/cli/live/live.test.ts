import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { createConnection, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { hearLive } from "../../../src/cli/live/hear-live.ts";
import type { LiveMessage } from "../../../src/cli/live/message.ts";
import { type LiveServer, serveLive } from "../../../src/cli/live/serve-live.ts";
import type { Duty } from "../../../src/core/duty.ts";
import { createCockpitStore } from "../../../src/store/store.ts";
import { eventually } from "../../helpers/eventually.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { newState } from "../../helpers/journal.ts";
import { confirmAsk } from "../../helpers/run.ts";
import { dutyOf, foundDuty, planOf, readingOf } from "../../helpers/state.ts";

async function leader(path = join(newState(), "lead.sock")) {
  const clock = new FakeClock();
  const store = createCockpitStore({
    panels: [],
    plans: [planOf("shop/health")],
    systems: [],
    now: 0,
    operator: "alice",
    environment: { name: "lab" },
  });
  const server: LiveServer = await serveLive({ path, mode: 0o660, store, clock });
  onTestFinished(() => server.close());
  let seq = 0;
  const read = (summary: string): void => {
    seq++;
    store.dispatch({
      type: "check.read",
      reading: { ...readingOf("shop/health"), seq, at: seq, summary, trace: ["raw"] },
      nextAt: undefined,
      epoch: 1,
    });
  };
  const owe = (duties: readonly Duty[]): void => store.dispatch({ type: "duties.changed", duties });
  return { path, clock, store, read, owe, server };
}

function ears(path: string, wouldLead = false) {
  const heard: LiveMessage[] = [];
  const ended = vi.fn();
  onTestFinished(hearLive(path, wouldLead, { hear: (message) => heard.push(message), ended }));
  const summaries = () => heard.flatMap((message) => (message.type === "reading" ? [message.reading.summary] : []));
  return { heard, ended, summaries };
}

function connected(path: string): { socket: Socket; closed: Promise<void> } {
  const socket = createConnection(path);
  socket.on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  return { socket, closed: new Promise((resolve) => socket.once("close", () => resolve())) };
}

it("tells of the breaks of others that it has found, and of no duty that a journal tells of", async () => {
  const { path, clock, owe } = await leader();
  const follower = ears(path);
  const found = foundDuty();
  owe([dutyOf(), found]);
  const told = () => follower.heard.flatMap((message) => (message.type === "found" ? [message.duties] : []));
  await eventually(async () => {
    await clock.advance(1000);
    expect(told()).toEqual([[found]]);
  });
  owe([dutyOf()]);
  await eventually(async () => {
    await clock.advance(1000);
    expect(told().at(-1)).toEqual([]);
  });
});

it("tells what is so to one who comes, then each change before the next turn, without raw answers", async () => {
  const { path, clock, read } = await leader();
  read("first");
  const follower = ears(path);
  await eventually(() => expect(follower.summaries()).toEqual(["first"]));
  for (const turn of ["second", "third", "fourth"]) {
    read("between");
    read(turn);
    await clock.advance(1000);
    await eventually(() => expect(follower.summaries().at(-1)).toBe(turn));
  }
  expect(follower.summaries()).not.toContain("between");
  expect(JSON.stringify(follower.heard)).not.toContain("raw");
});

it("is open to those who may write to it", async () => {
  const { path } = await leader();
  expect(statSync(path).mode & 0o777).toBe(0o660);
});

it("is made where the path is longer than a socket's name may be", async () => {
  const folder = join(newState(), "x".repeat(120));
  mkdirSync(folder);
  const { path, read } = await leader(join(folder, "lead.sock"));
  read("far");
  const follower = ears(path);
  await eventually(() => expect(follower.summaries()).toEqual(["far"]));
});

it("takes the place of what a dead leader left", async () => {
  const path = join(newState(), "lead.sock");
  writeFileSync(path, "");
  const { read } = await leader(path);
  read("alive");
  const follower = ears(path);
  await eventually(() => expect(follower.summaries()).toEqual(["alive"]));
});

it("drops one who reads nothing, and the others hear all", async () => {
  const { path, clock, read } = await leader();
  const slow = connected(path);
  slow.socket.pause();
  const follower = ears(path);
  await eventually(() => expect(follower.heard).toHaveLength(1));
  const rounds = 60;
  for (let round = 0; round < rounds; round++) {
    read(`${round} ${"x".repeat(100_000)}`);
    await clock.advance(1000);
    await eventually(() => expect(follower.summaries().at(-1)).toMatch(new RegExp(`^${round} `)));
  }
  expect(follower.summaries()).toHaveLength(rounds);
  slow.socket.resume();
  await slow.closed;
});

it("hangs up on one who says what followers do not say", async () => {
  const { path } = await leader();
  const stranger = connected(path);
  stranger.socket.resume().write("GET / HTTP/1.1\r\n\r\n");
  await stranger.closed;
});

it("takes no more than it can serve", async () => {
  const { path } = await leader();
  const all = Array.from({ length: 33 }, () => connected(path));
  await Promise.race(all.map((one) => one.closed));
  expect(all.filter((one) => one.socket.destroyed)).toHaveLength(1);
});

it.each([
  ["no JSON", "{\n"],
  ["another version", '{"type":"hello","version":2}\n'],
  ["a reading of another shape", '{"type":"reading","reading":{"checkId":"shop/health","verdict":"fine"}}\n'],
  ["a line without an end", "x".repeat((4 << 20) + 1)],
])("a follower hangs up on %s", async (_, said) => {
  const path = join(newState(), "lead.sock");
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.write(said);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
  const follower = ears(path);
  await eventually(() =>
    expect(follower.ended).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/does not|without/)),
  );
  expect(follower.heard).toEqual([]);
});

it("tells all that a run may be, and the code for a second person, who may sit at a follower", async () => {
  const { path, store } = await leader();
  const follower = ears(path);
  const seen = { at: 1, verdict: "ok", summary: "fine" } as const;
  const when = { words: "n > 1", checks: ["shop/health"] };
  const types = ["check", "expect", "wait", "manual", "action", "restore", "stop"] as const;
  const steps = types.map((type) => ({ id: type, title: type, type, status: "passed" as const, seen, when }));
  const expectation = {
    check: "shop/health",
    part: { number: 1, of: 2 },
    wanted: "n ≥ 1",
    state: "met" as const,
    reading: seen,
    deadline: 9,
    holdMs: 0,
  };
  const names = { run: "R1", incident: "INC-0001", runbook: "shop/drill", title: "Drill", system: "shop" };
  const view = { ...names, environment: "lab", openedAt: 1, steps, expectation };
  store.dispatch({ type: "run.shown", view });
  const asked = { ...confirmAsk({ tier: 3 }), approval: { code: "7F3K-Q2WD", expiresAt: 9 } };
  const late = ears(path);
  await eventually(() => expect(late.heard).toContainEqual({ type: "run", view }));
  store.dispatch({ type: "run.asked", question: asked });
  const later = ears(path);
  const doing = "waits for a second person: opsdeck approve 7F3K-Q2WD";
  await eventually(() => expect(later.heard).toContainEqual({ type: "run", view: { ...view, doing } }));
  expect(follower.ended).not.toHaveBeenCalled();
});

it("tells that the store is away, and what is unlocked", async () => {
  const { path, store } = await leader();
  store.dispatch({ type: "store.changed", away: 7 });
  store.dispatch({ type: "write.changed", write: { environment: "lab", until: 9 } });
  const follower = ears(path);
  await eventually(() => expect(follower.heard).toContainEqual({ type: "store", away: 7 }));
  await eventually(() =>
    expect(follower.heard).toContainEqual({ type: "write", open: { environment: "lab", until: 9 } }),
  );
});
