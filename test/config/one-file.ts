import { shippedSystems } from "../../bin/shipped.ts";
import { type Config, loadConfig, parseSource } from "../../src/config/load-config.ts";
import { formatProblem } from "../../src/config/problem.ts";
import { shippedSources } from "../../src/config/sources.ts";
import { known } from "../helpers/known.ts";

export const shipped = shippedSources(shippedSystems());

export function load(text: string, over: { pace?: number; shipped?: boolean } = {}): Config {
  const own = parseSource("my.yaml", text);
  return loadConfig({ sources: over.shipped ? [...shipped, own] : [own], ...known, pace: over.pace ?? 1 });
}

export const problemsOf = (text: string, over = {}): string[] => load(text, over).problems.map(formatProblem);

export const system = (checks: string, head = ""): string => `system: mine
title: Mine
tag: mi
environment: staging
vars: { base: "https://x.test", two: "\${vars.base}/two" }
secrets: { key: "\${env:KEY}" }
${head}checks:
${checks}`;

export const check = (inner: string): string =>
  system(`  - id: one
    kind: http-json
    panels: [sync]
    with: { url: "\${vars.two}", headers: { authorization: "Bearer \${secrets.key}" } }
    judge: [ { when: { fact: status, eq: 200 }, verdict: ok, say: "fine" } ]
${inner}`);
