import { describe, expect, test } from "vitest";
import { CheckError } from "../../src/core/check-error.ts";
import { World, type WorldOptions } from "./world.ts";

const UNDO = `undo:
  id: turned
  title: the switch is turned
  how: [{ action: turn, with: { to: right } }]
  manual: [turn it back]
  proof: [{ check: health, when: { fact: n, eq: 0 }, within: 1m }]`;
const TURN = `id: turn\naction: turn\nwith: { to: left }\n${UNDO}`;
const BACK = "id: back\nrestore: turned";
const EXPECT = "id: wait-for-it\nexpect: { check: health, when: { fact: n, eq: 0 } }\nwithin: 1m";

const nothing: WorldOptions = {};

describe("a run", () => {
  test("breaks, proves and restores, each thing once", async () => {
    const world = new World();
    expect(await world.run(TURN, EXPECT, BACK)).toEqual({ result: "done" });
    expect(world.sent.map((line) => line.split(" ")[0])).toEqual(["left", "right"]);
    expect(world.duties()).toEqual([]);
    expect(world.types()).toEqual([
      "run.opened",
      "step.started turn",
      "duty.armed turn",
      "request.sending turn",
      "request.answered turn",
      "duty.applied",
      "step.passed turn",
      "step.started wait-for-it",
      "reading wait-for-it",
      "step.passed wait-for-it",
      "step.started back",
      "duty.restoring back",
      "request.sending turn",
      "request.answered turn",
      "duty.restored-unproved",
      "reading back",
      "duty.discharged back",
      "step.passed back",
      "run.closed",
    ]);
  });

  test("a change that shall stay is owed until its proof, and then no more", async () => {
    const world = new World();
    expect(await world.run(TURN, `${EXPECT}\nkeeps: turned`, BACK)).toEqual({ result: "done" });
    expect(world.sent).toHaveLength(1);
    expect(world.position).toBe("left");
    expect(world.duties()).toEqual([]);
    expect(world.entries.find((entry) => entry.type === "duty.discharged")).toMatchObject({
      duty: "D1-1",
      proof: [{ check: "shop/health", summary: '{"n":0}' }],
    });
    const unproved = new World({ facts: (check) => (check === "health" ? { n: 7 } : { branch: "main" }) });
    expect(await unproved.run(TURN, `${EXPECT}\nkeeps: turned`)).toMatchObject({ result: "failed" });
    expect(unproved.duties()).toMatchObject([{ id: "D1-1", state: "applied" }]);
  });

  test.each<[string, WorldOptions, string[], { result: string; reason?: string }]>([
    [
      "what is not met in time fails",
      { facts: (check) => (check === "health" ? { n: 2 } : { branch: "main" }) },
      [EXPECT],
      { result: "failed", reason: 'wait-for-it: health: not n = 0: {"n":2}' },
    ],
    [
      "what cannot be told is not met",
      { facts: () => new CheckError("timeout", "no answer") },
      [EXPECT],
      { result: "failed", reason: "wait-for-it: health: n = 0 cannot be told: no answer" },
    ],
    [
      "a check that is unknown fails",
      { facts: () => new CheckError("auth", "403") },
      ["id: a\ncheck: health"],
      { result: "failed", reason: "a: health is unknown: 403" },
    ],
    [
      "a check that is bad passes, since it is only looked at",
      { facts: () => ({ n: 7 }) },
      ["id: a\ncheck: health"],
      { result: "done" },
    ],
    [
      "else stop ends with its words",
      { facts: () => ({ n: 7 }) },
      ["id: a\ncheck: health\nin: [ok]\nelse: { stop: go home }"],
      { result: "failed", reason: 'go home (a: health is warn: {"n":7})' },
    ],
    [
      "else goto skips what is between",
      { facts: () => ({ n: 7 }), decline: ["between"] },
      [
        "id: a\ncheck: health\nin: [ok]\nelse: { goto: last }",
        "id: between\nmanual: no\nundo: { nothing-to-undo: x }",
        "id: last\nwait: 5m",
      ],
      { result: "done" },
    ],
    [
      "going back for ever ends",
      { facts: () => ({ n: 7 }) },
      ["id: first\nwait: 1s\nattempts: 3", "id: a\ncheck: health\nin: [ok]\nelse: { goto: first }"].map((text) =>
        text.replace("\nattempts: 3", ""),
      ),
      { result: "failed", reason: "first was gone to 20 times" },
    ],
    [
      "the wrong target stops a change before it",
      { facts: (check) => (check === "deploy" ? { branch: "evil" } : { n: 0 }) },
      [TURN],
      {
        result: "failed",
        reason: 'turn: nothing was changed: the target is not proved: deploy: not branch = main: {"branch":"evil"}',
      },
    ],
    [
      "a change that nobody confirms is not made",
      { decline: ["turn"] },
      [TURN],
      { result: "failed", reason: "turn: nothing was changed: not today" },
    ],
    [
      "a request that is refused fails",
      { answers: ["refused"] },
      [TURN],
      { result: "failed", reason: "turn: turn was not done: 403" },
    ],
    ["an answer that is lost is looked for", { answers: ["lost"] }, [TURN, BACK], { result: "done" }],
    [
      "a request that was swallowed is known not to be done",
      { answers: ["swallowed"] },
      [TURN],
      { result: "failed", reason: "turn: turn was not done: the switch is right" },
    ],
    [
      "a skip needs a person",
      { decline: ["turn"], failed: () => ({ do: "skip", reason: "later" }) },
      [TURN, EXPECT],
      { result: "done" },
    ],
    [
      "an override goes on",
      {
        facts: (check) => (check === "health" ? { n: 2 } : { branch: "main" }),
        failed: () => ({ do: "override", reason: "seen by eye" }),
      },
      [EXPECT],
      { result: "done" },
    ],
    [
      "an abort ends",
      { decline: ["turn"], failed: () => ({ do: "abort", reason: "enough" }) },
      [TURN, EXPECT],
      { result: "aborted", reason: "enough" },
    ],
  ])("%s", async (_name, options, steps, end) => {
    const world = new World(options);
    expect(await world.run(...steps)).toEqual(end);
  });

  test("tried again, it sends again what was refused, as often as it may", async () => {
    const world = new World({
      answers: ["refused", "refused", "refused"],
      failed: (_step, reason) => (reason.startsWith("it was tried") ? undefined : { do: "again" }),
    });
    const end = await world.run(TURN.replace("action: turn", "action: turn\nattempts: 2"));
    expect(end.result).toBe("failed");
    expect(world.sent).toHaveLength(2);
  });

  test("the system file bounds the tries of a step, too", async () => {
    let tries = 0;
    const failed = () => (tries++ === 0 ? ({ do: "again" } as const) : undefined);
    const world = new World({ attempts: 1, answers: ["refused"], failed });
    expect(await world.run(TURN)).toEqual({
      result: "failed",
      reason: "turn: it was tried once, which is all it may be",
    });
    expect(world.sent).toHaveLength(1);
  });

  test("what was done is not sent again when a later request fails", async () => {
    let tries = 0;
    const world = new World({
      attempts: 1,
      answers: ["done", "refused", "done"],
      failed: () => (tries++ === 0 ? { do: "again" } : undefined),
    });
    const end = await world.run(`${TURN}\nthen-run: [{ action: turn, with: { to: up } }]`);
    expect(end).toEqual({ result: "done" });
    expect(world.sent.map((line) => line.split(" ")[0])).toEqual(["left", "up", "up"]);
    expect(world.duties().map((duty) => duty.state)).toEqual(["applied"]);
  });

  test("a step whose condition does not hold is skipped and says why", async () => {
    const world = new World(nothing);
    await world.run(
      "id: a\ncheck: health\ncapture: { count: n }",
      "id: b\nwait: 1s\nwhen: { fact: count, gt: 0 }",
      "id: c\nwait: 1s\nwhen: { fact: gone, gt: 0 }",
      "id: d\nwait: 1s\nwhen: { fact: param.who, eq: nobody }",
    );
    const reasons = world.entries.flatMap((entry) =>
      entry.type === "step.skipped" ? [`${entry.step} ${entry.reason}`] : [],
    );
    expect(reasons).toEqual(["b only when count > 0", "c only when gone > 0, which cannot be told: gone is missing"]);
  });

  test("what holds must hold for its time, from its first good reading on", async () => {
    let good = 0;
    const flapping = [0, 1, 0, 0, 0, 0, 0, 0, 0];
    const world = new World({
      facts: (check) => (check === "health" ? { n: flapping[good++] ?? 0 } : { branch: "main" }),
    });
    expect(await world.run(`${EXPECT}\nhold: 20s`)).toEqual({ result: "done" });
    expect(world.looked.length).toBe(7);
  });

  test("a captured value reaches later steps literally, whatever it looks like", async () => {
    const world = new World({
      facts: (check) => (check === "deploy" ? { branch: "main" } : { n: `\${secrets.token}` }),
    });
    await world.run(
      "id: a\ncheck: health\ncapture: { evil: n }",
      `id: turn\naction: turn\nwith: { to: "\${step.evil}" }\nundo: { nothing-to-undo: x }`,
    );
    expect(world.sent.map((line) => line.split(" ")[0])).toEqual([`\${secrets.token}`]);
  });

  test("the cell of the row that a test finds is captured, and nothing where no row fits", async () => {
    const rows = [
      { id: "a", hash: "h1" },
      { id: "nobody", hash: "h2" },
    ];
    const world = new World({
      facts: (check) =>
        check === "deploy" ? { branch: "main" } : { n: 0, jobs: { rows, rowCount: 2, truncated: false } },
    });
    const cell = (id: string) => `{ table: jobs, where: { fact: id, eq: "${id}" }, column: hash }`;
    await world.run(`id: a\ncheck: health\ncapture: { own: ${cell("${param.who}")}, none: ${cell("c")} }`);
    expect(world.entries.find((entry) => entry.type === "step.passed")).toMatchObject({
      captured: { own: "h2", none: null },
    });
  });

  test("a look that writes is confirmed and made once", async () => {
    const world = new World({ facts: (check) => (check === "deploy" ? { branch: "main" } : { n: 3 }) });
    expect(
      (await world.run("id: post\ntier: 2\nexpect: { check: post, when: { fact: n, eq: 0 } }\nwithin: 10m")).result,
    ).toBe("failed");
    expect(world.looked.filter((check) => check === "post")).toHaveLength(1);
    expect(world.asked).toContain("confirm post 2");
  });

  test("what the screen sees is plain data with the live value and the deadline", async () => {
    const world = new World({ facts: (check) => (check === "health" ? { n: 2 } : { branch: "main" }) });
    await world.run(EXPECT);
    const live = world.views.findLast((view) => view.expectation?.reading);
    expect(JSON.parse(JSON.stringify(live))).toMatchObject({
      run: "R1",
      runbook: "shop/drill",
      environment: "production",
      steps: [{ id: "wait-for-it", status: "running" }],
      current: { id: "wait-for-it", prose: expect.stringContaining("Prose 1.") },
      doing: "waits for health",
      expectation: { check: "shop/health", wanted: "n = 0", state: "not-met", holdMs: 0, reading: { verdict: "warn" } },
    });
  });
});
