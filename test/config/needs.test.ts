import { describe, expect, it } from "vitest";
import { loadConfig, parseSource } from "../../src/config/load-config.ts";
import { formatProblem } from "../../src/config/problem.ts";
import { known } from "../helpers/known.ts";

const load = (or: string) =>
  loadConfig({
    ...known,
    pace: 1,
    sources: [
      parseSource(
        "my.yaml",
        `system: mine
title: Mine
tag: mi
environment: staging
checks:
  - id: deploy
    kind: http-headers
    panels: [deploy]
    with:
      url: https://x.test
      take: { commit: x-commit }
      match: { same: { fact: commit, prefix: null, or: { check: ${or}, fact: commit }, as: expected } }
    judge: [ { when: { fact: same, eq: true }, verdict: ok, say: "{expected}" } ]
  - id: build
    from: deploy
    panels: [deploy]
    judge: [ { when: { fact: same, eq: true }, verdict: ok, say: "{commit}" } ]
  - id: vercel
    kind: vercel
    panels: [deploy]
    with: { token: x, project: app }
    judge: [ { when: { fact: readyState, eq: READY }, verdict: ok, say: "{commit}" } ]
`,
      ),
    ],
  });

describe("a match with another check's fact", () => {
  it("makes the look need that check; a check that judges the answer anew needs nothing itself", () => {
    const { plans, problems } = load("vercel");
    expect(problems).toEqual([]);
    expect(plans.map(({ id, needs }) => [id, needs])).toEqual([
      ["mine/deploy", ["mine/vercel"]],
      ["mine/build", undefined],
      ["mine/vercel", undefined],
    ]);
  });

  it("names a check that is there", () => {
    const problems = load("vercle").problems.map(formatProblem);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^my\.yaml:9:5 +no check "vercle" in this system +write one of deploy, build, vercel/);
  });
});
