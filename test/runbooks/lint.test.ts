import { describe, expect, test } from "vitest";
import { formatProblem } from "../../src/config/problem.ts";
import { lintRunbook } from "../../src/runbooks/lint.ts";
import { parseRunbook } from "../../src/runbooks/parse-runbook.ts";
import { fakeAction, runbookText, shop } from "./shop.ts";

const UNDO = "undo: { nothing-to-undo: it is a test }";

function lint(...steps: readonly string[]): string[] {
  const { runbook, problems } = parseRunbook("drill.md", runbookText(...steps));
  expect(problems.map(formatProblem)).toEqual([]);
  const { plans, bindings } = shop();
  const bound = bindings.get("shop");
  if (!runbook || !bound) throw new Error("the fixture is wrong");
  return lintRunbook(runbook, { plans, bindings: bound, actions: [fakeAction()] }).map(formatProblem);
}

test("a change in a system that nothing proves", () => {
  const { runbook } = parseRunbook("drill.md", runbookText(`id: turn\naction: turn\nwith: { to: x }\n${UNDO}`));
  const { plans, bindings } = shop();
  const bound = bindings.get("shop");
  if (!runbook || !bound) throw new Error("the fixture is wrong");
  const unproved = { ...bound, head: { ...bound.head, identity: [] } };
  expect(lintRunbook(runbook, { plans, bindings: unproved, actions: [fakeAction()] }).map(formatProblem)).toEqual([
    expect.stringMatching(/^drill\.md:\d+:\d+ {2}nothing proves which system shop is.* {2}write identity: /),
  ]);
});

const turn = (to: string, more = "") => `id: turn\naction: turn\nwith: { to: "${to}" }\n${UNDO}\n${more}`;

describe("drift of a runbook", () => {
  test("a runbook that fits its system has none", () => {
    expect(
      lint(
        "id: see\nexpect: { check: health, when: { fact: n, eq: 0 } }\nwithin: 10s\ncapture: { count: n }",
        `id: turn\ntier: 3\naction: turn\nwith: { to: "\${secrets.token}-\${step.count}-\${param.who}-\${vars.branch}" }
undo:
  id: turned
  title: turned
  how: [{ action: turn, with: { to: back } }]
  manual: [turn it back]
  proof: [{ check: deploy, when: { fact: branch, newer-than-step: turn }, within: 10m }]
  due: 30m`,
        "id: put-back\nrestore: turned",
      ),
    ).toEqual([]);
  });

  test.each<[string, string[], RegExp]>([
    [
      "an unknown check",
      ["id: a\ncheck: helth"],
      /^drill\.md:16:8 {2}no check "helth" in the system shop {2}write one of health, slow/,
    ],
    [
      "a fact that the look does not give",
      ["id: a\nexpect: { check: health, when: { fact: m, eq: 0 } }"],
      /no fact "m" comes from shop\/health {2}it gives n, at/,
    ],
    [
      "a verdict that no rule gives",
      ["id: a\nexpect: { check: health, when: { verdict: slow, in: [warn] } }"],
      /no rule of shop\/slow says warn/,
    ],
    [
      "a verdict of a check step that no rule gives",
      ["id: a\ncheck: slow\nin: [warn]"],
      /^drill\.md:17:\d+ {2}no rule of shop\/slow says warn/,
    ],
    [
      "a deadline shorter than one look",
      ["id: a\nexpect: { check: slow, when: { fact: n, eq: 0 } }\nwithin: 79s"],
      /^drill\.md:17:9 {2}79s is shorter than one look of shop\/slow may take \(floor 1m \+ time-out 20s\)/,
    ],
    [
      "a hold longer than its deadline",
      ["id: a\nexpect: { check: health, when: { fact: n, eq: 0 } }\nwithin: 20s\nhold: 1m"],
      /cannot hold for 1m within 20s/,
    ],
    [
      "a look that writes without a tier",
      ["id: a\ncheck: post"],
      /a look by shop\/post writes, and the step has no tier/,
    ],
    [
      "an unknown kind of action",
      [`id: a\naction: tun\n${UNDO}`],
      /^drill\.md:16:9 {2}no kind of action "tun" {2}write one of turn/,
    ],
    [
      "a parameter that the kind does not take",
      [`id: a\naction: turn\nwith: { to: x, too: y }\n${UNDO}`],
      /turn: Unrecognized key: "too"/,
    ],
    ["a wrong type", [`id: a\naction: turn\nwith: { to: x, times: many }\n${UNDO}`], /turn: .*expected number/],
    [
      "a tier below the kind's",
      [turn("x", "tier: 1")],
      /a step may raise the tier, never lower it {2}write tier: 2 or more/,
    ],
    ["a placeholder", [turn("<guild_id>")], /^drill\.md:17:13 {2}nobody fills <guild_id> in {2}make it a parameter/],
    ["a variable that is gone", [turn(`\${vars.bas}`)], /\$\{vars\.bas\} is not known here {2}there are base, branch/],
    [
      "a capture of a later step",
      [turn(`\${step.count}`), "id: b\ncheck: health\ncapture: { count: n }"],
      /\$\{step\.count\} is not known here/,
    ],
    [
      "a secret where people read",
      [`id: a\nmanual: "say \${secrets.token}"\n${UNDO}`],
      /\$\{secrets\.token\} would be shown/,
    ],
    [
      "a jump to nowhere",
      ["id: a\ncheck: health\nelse: { goto: z }"],
      /^drill\.md:17:\d+ {2}no step "z" in this runbook/,
    ],
    [
      "a proof that keeps what no step changes",
      ["id: a\nexpect: { check: health, when: { fact: n, eq: 0 } }\nkeeps: turned"],
      /^drill\.md:17:8 {2}no step before it has an undo "turned"/,
    ],
    ["a restore of nothing", ["id: a\nrestore: turned"], /no step before it has an undo "turned"/],
    [
      "a step that the proof waits for and that is not there",
      ["id: a\nexpect: { check: health, when: { fact: at, newer-than-step: z } }"],
      /no step "z" in this runbook/,
    ],
    [
      "a pattern that RE2 does not take",
      ["id: a\nexpect: { check: health, when: { fact: n, matches: '(' } }"],
      /"\(" is no pattern/,
    ],
    [
      "due before it may be restored",
      [
        `id: a\naction: turn\nwith: { to: x }\nundo:\n  id: u\n  title: t\n  manual: [m]\n  proof: [{ check: health, when: { fact: n, eq: 0 } }]\n  due: 1h\n  notBefore: 2h`,
      ],
      /due before it may be restored/,
    ],
    [
      "after a duty that no step leaves",
      [
        "id: a\naction: turn\nwith: { to: x }\nundo:\n  id: u\n  title: t\n  manual: [m]\n  proof: [{ check: health, when: { fact: n, eq: 0 } }]\n  after: u",
      ],
      /no other step has an undo "u"/,
    ],
  ])("%s", (_name, steps, message) => {
    expect(lint(...steps)).toEqual([expect.stringMatching(message)]);
  });

  test("what a person or a step fills in may become any type", () => {
    expect(lint(`id: a\naction: turn\nwith: { to: x, times: "\${param.who}" }\n${UNDO}`)).toEqual([]);
  });
});
