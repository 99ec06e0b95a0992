import { z } from "zod";
import { type Config, loadConfig, parseSource } from "../../src/config/load-config.ts";
import { type ActionKind, defineAction } from "../../src/core/action.ts";
import { defineCheck } from "../../src/core/check.ts";
import { panelIds } from "../helpers/known.ts";

/** A kind whose facts are known beforehand, as an HTTP look's are. */
const fakeKind = defineCheck({
  kind: "fake",
  title: "fake",
  params: z.looseObject({ facts: z.array(z.string()).default(["n", "at"]) }),
  target: () => "shop",
  needsEffect: (params) => params.post === true,
  facts: ({ facts }) => facts,
  run: () => Promise.resolve({}),
});

const never = () => Promise.reject(new Error("not in this test"));

export function fakeAction(): ActionKind {
  return defineAction({
    kind: "turn",
    title: "Turn a switch",
    params: z.strictObject({ to: z.string(), times: z.number().optional() }),
    minTier: 2,
    target: () => "switch",
    preview: never,
    run: never,
    look: never,
  });
}

const SHOP = `
system: shop
title: Shop
tag: sh
environment: production
vars: { base: "https://shop.example.com", branch: main }
secrets: { token: "\${env:SHOP_TOKEN}" }
identity: [{ check: deploy, fact: branch, eq: "\${vars.branch}" }]
commands: { restart: { argv: [systemctl, restart, shop], timeout: 60s } }
goals: [{ id: open, kind: exit, title: open, when: { verdict: health, in: [ok] } }]
checks:
  - { id: health, kind: fake, panels: [watchtower], judge: [{ when: { fact: n, eq: 0 }, verdict: ok, say: fine }, { when: { fact: n, gt: 0 }, verdict: warn, say: bad }] }
  - { id: slow, kind: fake, panels: [watchtower], timeout: 20s, floor: 60s, on-demand-floor: 60s, judge: [{ when: { fact: n, eq: 0 }, verdict: ok, say: fine }] }
  - { id: deploy, kind: fake, panels: [deploy], with: { facts: [branch] }, judge: [{ when: { fact: branch, eq: main }, verdict: ok, say: fine }] }
  - { id: post, kind: fake, effect: writes, mode: on-demand, panels: [sync], with: { post: true }, judge: [{ when: { fact: n, eq: 0 }, verdict: ok, say: fine }] }
`;

export function shop(pace = 1): Config {
  return loadConfig({ sources: [parseSource("shop.yaml", SHOP)], panels: panelIds, kinds: [fakeKind], pace });
}

/** A runbook of the shop with these blocks as steps. */
export function runbookText(...steps: readonly string[]): string {
  const blocks = steps.map(
    (step, index) => `## ${index + 1}. Step ${index + 1}\n\nProse ${index + 1}.\n\n\`\`\`yaml step\n${step}\n\`\`\`\n`,
  );
  return `---\nrunbook: shop/drill\nsystem: shop\ntitle: Drill\nparams:\n  who: { type: text, default: nobody }\n---\n# Drill\n\n${blocks.join("\n")}\nThe end.\n`;
}
