import { describe, expect, it } from "vitest";
import { loadConfig, parseSource } from "../../src/config/load-config.ts";
import { formatProblem } from "../../src/config/problem.ts";
import { known } from "../helpers/known.ts";

const checks = `system: mine
title: Mine
tag: mi
environment: staging
vars: { most: 0.25 }
checks:
  - id: ops
    kind: http-json
    every: 30s
    panels: [circuits]
    with: { url: "https://x.test", take: { stale: /a, all: /b, total: /c } }
    judge: [ { when: { fact: status, eq: 200 }, verdict: ok, say: "fine" } ]
  - id: ready
    kind: http-json
    panels: [sync]
    with: { url: "https://x.test/ready" }
    judge: [ { when: { fact: status, eq: 200 }, verdict: ok, say: "fine" } ]
`;
const alert = `alerts:
  - id: heartbeat-stale
    check: ops
    when: { ratio: [stale, all], gt: "\${vars.most}" }
    for: 5m
    verdict: fail
    say: "{stale} of {all}"
`.replace('"${vars.most}"', "0.25");

function load(text: string, over: { pace?: number; upper?: string } = {}) {
  const sources = [parseSource("my.yaml", checks + text), ...(over.upper ? [parseSource("up.yaml", over.upper)] : [])];
  return loadConfig({ sources, ...known, pace: over.pace ?? 1 });
}
const problemsOf = (text: string): string[] => load(text).problems.map(formatProblem);

describe("an alert", () => {
  it("is planned with the panels of its check and what keeps that fresh", () => {
    const { alerts, problems } = load(alert);
    expect(problems).toEqual([]);
    expect(alerts).toMatchObject([
      {
        id: "mine/alert:heartbeat-stale",
        name: "heartbeat-stale",
        checkId: "mine/ops",
        panels: ["circuits"],
        forMs: 300_000,
        samples: 1,
        gapMs: 90_000,
        resolvedMs: 600_000,
        place: { file: "my.yaml", line: 19 },
      },
    ]);
  });

  it("is divided by the pace like every window", () => {
    expect(load(alert, { pace: 15 }).alerts).toMatchObject([{ forMs: 20_000, gapMs: 6000, resolvedMs: 40_000 }]);
  });

  it("of an overlay replaces the one below it whole", () => {
    const upper = `system: mine\n${alert.replace("5m", "9m").replace("    verdict: fail\n", "    verdict: warn\n    samples: 3\n    panels: [stuck]\n")}`;
    const { alerts, problems } = load(alert, { upper });
    expect(problems).toEqual([]);
    expect(alerts).toMatchObject([
      { forMs: 540_000, samples: 3, verdict: "warn", panels: ["stuck"], place: { file: "up.yaml" } },
    ]);
  });

  it.each([
    [
      "of no check",
      alert.replace("check: ops", "check: opps"),
      '20:12 {2}no check "opps" in this system {2}write one of ops, ready',
    ],
    [
      "of no fact",
      alert.replace("[stale, all]", "[stall, all]"),
      '21:5 {2}no fact "stall" comes from this look {2}it gives .*stale',
    ],
    ["with no fact in its words", alert.replace('"{stale}', '"{stall}'), '24:10 {2}no fact "stall"'],
    [
      "of a verdict of nobody",
      alert.replace("{ ratio: [stale, all], gt: 0.25 }", "{ verdict: redy, in: [ok] }"),
      '21:5 {2}no check "redy"',
    ],
    [
      "with a wrong pattern",
      alert.replace("{ ratio: [stale, all], gt: 0.25 }", '{ fact: stale, matches: "(" }'),
      "21:5 {2}.* is no pattern",
    ],
    ["without a time", alert.replace("    for: 5m\n", ""), '"for" is missing'],
    ["for a wrong time", alert.replace("5m", "5 minutes"), "22:10 {2}for: a duration looks like"],
    ["in no panel", `${alert}    panels: [sink]\n`, '25:14 {2}no panel "sink" {2}write one of deploy, sync'],
    ["with an unknown var", alert.replace("{stale} of", "${vars.nobody} of"), "vars.nobody.* is not under vars"],
    ["twice", alert + alert.replace("alerts:\n", ""), '25:9 {2}the id "heartbeat-stale" is there twice'],
  ])("%s is a mistake with a place", (_name, text, wanted) => {
    expect(problemsOf(text)).toEqual([expect.stringMatching(new RegExp(wanted))]);
  });

  it("that is wrong does not hide what is wrong below it", () => {
    const second = alert
      .replace("alerts:\n", "")
      .replace("heartbeat-stale", "other")
      .replace("check: ops", "check: nobody");
    const told = problemsOf(alert.replace("5m", "5 minutes") + second);
    expect(told).toEqual([expect.stringContaining("a duration looks like")]);
    expect(problemsOf(alert.replace("[stale, all]", "[stall, all]") + second)).toHaveLength(2);
  });
});

describe("a goal", () => {
  const goals = (inner: string): string => `goals:\n  - ${inner}\n`;

  it("is planned by its kind", () => {
    const text = `goals:
  - { id: ready-200, kind: exit, title: "/ready is 200", when: { verdict: ready, in: [ok] }, hold: 2m }
  - { id: both, kind: exit, when: { all: [ { verdict: ready, in: [ok] }, { verdict: ops, in: [ok, warn] } ] } }
  - { id: fresh, kind: acceptance, check: ops, when: { fact: stale, eq: 0 } }
  - { id: availability, kind: slo, check: ready, target: 0.995, over: 24h }
  - { id: dashboard, kind: acceptance, title: "Dashboard shows new sessions", by: operator, say: "look", panels: [queues] }
`;
    const { goals: planned, problems } = load(text, { pace: 2 });
    expect(problems).toEqual([]);
    expect(planned).toMatchObject([
      {
        id: "mine/goal:ready-200",
        by: "looks",
        checkIds: ["mine/ready"],
        forMs: 60_000,
        gapMs: 90_000,
        panels: ["sync"],
      },
      { id: "mine/goal:both", checkIds: ["mine/ready", "mine/ops"], forMs: 0, gapMs: 90_000 },
      { id: "mine/goal:fresh", checkId: "mine/ops", checkIds: ["mine/ops"] },
      { checkId: "mine/ready", target: 0.995, overMs: 43_200_000, everyMs: 30_000, panels: ["watchtower"] },
      { by: "operator", title: "Dashboard shows new sessions", panels: ["queues"], say: "look", keepMs: 6 * 3_600_000 },
    ]);
    expect(planned[0]).not.toHaveProperty("checkId");
  });

  it.each([
    [
      "over facts of nobody",
      "{ id: g, kind: exit, when: { fact: stale, eq: 0 } }",
      'whose fact is "stale"\\? {2}write check:',
    ],
    [
      "over a fact that is not there",
      "{ id: g, kind: exit, check: ops, when: { fact: stall, eq: 0 } }",
      'no fact "stall"',
    ],
    ["of no check", "{ id: g, kind: slo, check: opps, target: 0.9, over: 1h }", 'no check "opps"'],
    ["of a verdict of nobody", "{ id: g, kind: exit, when: { verdict: redy, in: [ok] } }", 'no check "redy"'],
    [
      "that nobody can tell",
      "{ id: g, kind: exit }",
      "19:11 {2}a goal has no when {2}write when: and a test, or by: operator",
    ],
    ["that two tell", "{ id: g, kind: exit, by: operator, when: { verdict: ready, in: [ok] } }", "cannot both tell"],
    [
      "without a window",
      "{ id: g, kind: slo, check: ops, target: 0.9 }",
      "an slo has no over {2}write over: such as 24h",
    ],
    [
      "without a target",
      "{ id: g, kind: slo, check: ops, over: 1h }",
      "an slo has no target {2}write target: such as 0.995",
    ],
    ["with a target in percent", "{ id: g, kind: slo, check: ops, target: 99.5, over: 1h }", '"?target"?'],
    ["in no panel", "{ id: g, kind: exit, by: operator, panels: [sink] }", "write one of deploy, sync"],
  ])("%s is a mistake with a place", (_name, inner, wanted) => {
    const told = problemsOf(goals(inner));
    expect(told).toEqual([expect.stringMatching(new RegExp(wanted))]);
    expect(told[0]).toMatch(/^my\.yaml:19:\d+ /);
  });
});
