import { describe, expect, it } from "vitest";
import { loadConfig, parseSource } from "../../src/config/load-config.ts";
import { known } from "../helpers/known.ts";
import { check, load, problemsOf, shipped } from "./one-file.ts";

describe("overlays", () => {
  it("merge vars and secrets by key and replace a check with the same id whole", () => {
    const overlay = `system: opsmantik
vars: { base: "http://127.0.0.1:9" }
checks:
  - id: health
    kind: tcp
    panels: [deploy]
    with: { host: 127.0.0.1, port: 9 }
    judge: [ { when: { fact: connectMs, gte: 0 }, verdict: ok, say: "open" } ]
`;
    const without = overlay.replace(/checks:[\s\S]*/, "");
    const { plans, problems } = load(without, { shipped: true });
    expect(problems).toEqual([]);
    expect(plans.find((plan) => plan.id === "opsmantik/deploy")?.target).toBe("127.0.0.1:9");
    const replaced = load(overlay, { shipped: true }).plans.find((plan) => plan.id === "opsmantik/health");
    expect(replaced).toMatchObject({ kind: { kind: "tcp" }, panels: ["deploy"], place: { file: "my.yaml", line: 4 } });
  });

  it("may raise a floor and never lower it, nor take an effect away", () => {
    const own = (lines: string): string => `system: opsmantik
checks:
  - id: watchtower
    kind: http-json
${lines}    panels: [watchtower]
    with: { url: "\${vars.base}/x" }
    judge: [ { when: { fact: status, eq: 200 }, verdict: ok, say: "x" } ]
`;
    const ofMine = (text: string) => problemsOf(text, { shipped: true }).filter((one) => one.startsWith("my.yaml"));
    expect(ofMine(own("    floor: 10m\n    effect: notifies\n"))).toEqual([]);
    expect(problemsOf(own("    floor: 1m\n    effect: notifies\n"), { shipped: true }).join()).toContain(
      "write floor: 5m or more",
    );
    expect(problemsOf(own("    floor: 5m\n"), { shipped: true }).join()).toContain("write effect: notifies");
  });

  it("may raise a floor by hand and never lower it, nor leave it out where it is longer than the schedule's tells", () => {
    const mine = (first: string, own: string) =>
      loadConfig({
        ...known,
        pace: 1,
        sources: [parseSource("a.yaml", check(first)), parseSource("b.yaml", check(own))],
      }).problems.map(({ file, message, hint }) => `${file}: ${message}  ${hint}`);
    const lowered = "b.yaml: an overlay may raise a floor, never lower it";
    const floor = "    floor: 60s\n";
    const byHand = (span: string) => `${floor}    on-demand-floor: ${span}\n`;
    expect(mine(byHand("45s"), byHand("45s"))).toEqual([]);
    expect(mine(byHand("45s"), byHand("5m"))).toEqual([]);
    expect(mine(byHand("45s"), floor)).toEqual([]);
    expect(mine(byHand("45s"), byHand("1s"))).toEqual([`${lowered}  write on-demand-floor: 45s or more`]);
    expect(mine(byHand("5m"), floor)).toEqual([`${lowered}  write on-demand-floor: 5m or more`]);
    expect(mine(floor, byHand("0s"))).toEqual([`${lowered}  write on-demand-floor: 60s or more`]);
  });

  it("may lower a budget and never raise it, and one that it does not name goes on to hold", () => {
    const over = (budget: string) => {
      const text = `system: opsmantik\nbudgets: [ { ${budget} } ]\n`;
      const { systems, problems } = load(text, { shipped: true });
      return { budgets: systems[0]?.budgets, problems: problems.map(({ file, message }) => `${file}: ${message}`) };
    };
    const shippedOne = { target: "console.opsmantik.com", perMs: 60_000, requests: 20 };
    const refused = ["my.yaml: an overlay may lower a budget, never raise it"];
    const base = 'target: "${vars.base}"';
    expect(over(`${base}, per: 1m, requests: 5`)).toEqual({
      budgets: [shippedOne, { ...shippedOne, requests: 5 }],
      problems: [],
    });
    expect(over(`${base}, per: 2m, requests: 20`).problems).toEqual([]);
    expect(over(`${base}, per: 1m, requests: 2000`).problems).toEqual(refused);
    expect(over(`${base}, per: 30s, requests: 20`).problems).toEqual(refused);
    expect(over("target: https://api.vercel.com, per: 1m, requests: 30").budgets).toMatchObject([
      shippedOne,
      { requests: 30 },
    ]);
  });

  it("cannot unlock what is locked", () => {
    const locked = loadConfig({
      ...known,
      pace: 1,
      sources: [
        parseSource("a.yaml", check("").replace("tag: mi", "tag: mi\nlocked: true")),
        parseSource("b.yaml", "system: mine\nlocked: false\n"),
      ],
    });
    expect(locked.systems).toMatchObject([{ locked: true }]);
  });

  it("watch only what somebody named", () => {
    expect(loadConfig({ sources: shipped, ...known, pace: 1 }).plans).toEqual([]);
    const named = loadConfig({ sources: shipped, ...known, pace: 1, systems: ["opsmantik"] });
    expect(named.systems.map((one) => one.id)).toEqual(["opsmantik"]);
  });
});
