import { describe, expect, it } from "vitest";
import { type Config, loadConfig, parseSource } from "../../src/config/load-config.ts";
import { formatProblem } from "../../src/config/problem.ts";
import type { CommandPlan, LogPlan } from "../../src/core/named.ts";
import { SecretText } from "../../src/core/secret.ts";
import { known } from "../helpers/known.ts";

const load = (...texts: string[]): Config =>
  loadConfig({ sources: texts.map((text, index) => parseSource(`${index}.yaml`, text)), ...known, pace: 1 });
const problemsOf = (...texts: string[]): string[] => load(...texts).problems.map(formatProblem);

const FILE = `system: mine
title: Mine
tag: mi
environment: staging
vars: { host: web.test, port: 8788 }
secrets: { token: "\${env:TOKEN}" }
commands:
  host-ready: { argv: [curl, "http://\${vars.host}:\${vars.port}/ready"], timeout: 20s, env: { PORT: "\${vars.port}", TOKEN: "\${secrets.token}" } }
logs:
  app: { file: "/var/log/\${vars.host}.ndjson" }
  pods: { argv: [kubectl, logs, "deploy/\${vars.host}"] }
  drain: { url: "https://\${vars.host}/logs", headers: { authorization: "Bearer \${secrets.token}" } }
checks:
  - id: ready
    kind: command
    effect: none
    panels: [sync]
    with: { command: host-ready }
    judge: [ { when: { fact: exitCode, eq: 0 }, verdict: ok, say: fine } ]
  - id: retries
    kind: log-match
    panels: [sync]
    with: { log: app, window: 15m, patterns: { n: { matches: x } } }
    judge: [ { when: { fact: n, eq: 0 }, verdict: ok, say: fine } ]
`;
const paramsOf = (config: Config, id: string): unknown => config.plans.find((plan) => plan.id === id)?.params;

describe("commands and logs of a system", () => {
  it("come to the checks that name them as plans", () => {
    const config = load(FILE);
    expect(config.problems).toEqual([]);
    const { command } = paramsOf(config, "mine/ready") as { command: CommandPlan };
    expect(command).toEqual({
      name: "host-ready",
      argv: ["curl", "http://web.test:8788/ready"],
      env: { PORT: "8788", TOKEN: expect.any(SecretText) },
      timeoutMs: 20_000,
      attempts: 1,
    });
    expect(paramsOf(config, "mine/retries")).toMatchObject({ log: { name: "app", file: "/var/log/web.test.ndjson" } });
  });
  it.each<[string, Record<string, unknown>]>([
    ["pods", { command: { argv: ["kubectl", "logs", "deploy/web.test"], env: {} } }],
    ["drain", { url: "https://web.test/logs", headers: { authorization: expect.any(SecretText) } }],
  ])("may be a log of another kind: %s", (name, due) => {
    const text = FILE.replace("log: app", `log: ${name}`).replace(
      "kind: log-match",
      "kind: log-match\n    effect: none",
    );
    const { log } = paramsOf(load(text), "mine/retries") as { log: LogPlan };
    expect(log).toMatchObject({ name, ...due });
  });
  it("are laid over each other by name", () => {
    const over =
      "system: mine\ncommands: { host-ready: { argv: [true], timeout: 1s } }\nlogs: { other: { file: /o } }\n";
    const config = load(FILE, over.replace("[true]", '["true"]'));
    expect(config.problems).toEqual([]);
    expect(paramsOf(config, "mine/ready")).toMatchObject({ command: { argv: ["true"], timeoutMs: 1000 } });
    expect(paramsOf(config, "mine/retries")).toMatchObject({ log: { name: "app" } });
    const { head, named } = config.bindings.get("mine") ?? {};
    expect(Object.keys(head?.logs ?? {})).toEqual(["app", "pods", "drain", "other"]);
    expect([...(named?.commands.keys() ?? [])]).toEqual(["host-ready"]);
  });
});

it("a program gets its time at any pace", () => {
  const slow = FILE.replace("panels: [sync]", "timeout: 60s\n    panels: [sync]");
  const { plans } = loadConfig({ sources: [parseSource("0.yaml", slow)], ...known, pace: 15 });
  expect(plans.map(({ id, timeoutMs }) => [id, timeoutMs])).toEqual([
    ["mine/ready", 14_000],
    ["mine/retries", 3000],
  ]);
});

describe("mistakes about commands and logs", () => {
  it.each<[string, string, RegExp]>([
    [
      "a name that is nearly one",
      FILE.replace("command: host-ready", "command: hots-ready"),
      /^0\.yaml:18:22 {2}no "hots-ready" under commands {2}write host-ready$/,
    ],
    [
      "a name of nothing",
      FILE.replace("log: app", "log: database"),
      /^0\.yaml:23:18 {2}no "database" under logs {2}write one of app, pods, drain$/,
    ],
    [
      "no commands at all",
      FILE.replace(/commands:\n.*\n/, ""),
      /no "host-ready" under commands {2}write it under commands$/,
    ],
    [
      "a command in the place of its name",
      FILE.replace("command: host-ready", "command: { argv: [rm] }"),
      /"command" is the name of one of the commands {2}write it under commands/,
    ],
    ["no name", FILE.replace("command: host-ready", ""), /command: write the name of a command/],
    [
      "a secret in argv",
      FILE.replace('/ready"]', '/${secrets.token}"]'),
      /^0\.yaml:8:\d+ {2}.*argv holds a secret.*give it under env$/,
    ],
    [
      "an unknown var in a log",
      FILE.replace("log/${vars.host}", "log/${vars.hots}"),
      /^0\.yaml:10:\d+ {2}.*vars\.hots\} is not under vars/,
    ],
    [
      "a command without a declared effect",
      FILE.replace("    effect: none\n", ""),
      /a look by command needs a declared effect here/,
    ],
    [
      "a log of a command without one",
      FILE.replace("log: app", "log: pods"),
      /a look by log-match needs a declared effect here/,
    ],
    [
      "a fact that the patterns do not give",
      FILE.replace("fact: n,", "fact: m,"),
      /no fact "m" comes from this look {2}it gives .*nLastAt/,
    ],
    [
      "a pointer to a secret",
      FILE.replace("matches: x }", "matches: x, take: { t: /accessToken } }"),
      /t: what has such a name may be a secret/,
    ],
    [
      "a command without a time-out, once",
      FILE.replace("timeout: 20s, ", ""),
      /^0\.yaml:8:\d+ {2}"timeout" is missing/,
    ],
  ])("%s", (_what, text, wanted) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(wanted);
  });
});
