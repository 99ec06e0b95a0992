import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const RUNBOOK = join(import.meta.dirname, "../../src/systems/opsmantik/runbooks/qstash-degraded-proof.md");
const ENV = "production";

/** A check of the double: its facts by name. */
function check(id: string, path: string, take: Readonly<Record<string, string>>, more: object = {}): object {
  const ok = { when: { fact: "status", eq: 200 }, verdict: "ok", say: "fine" };
  const { with: params = {}, ...rest } = more as { with?: object };
  const asked = { url: `\${vars.base}/${path}`, take, ...params };
  return { id, kind: "http-json", panels: ["sync"], judge: [ok], with: asked, ...rest };
}

const same = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `/${name}`]));

const tables = { env: { at: "/env", columns: { key: "/key", target: "/target" } } };
const logged = {
  degraded: "/none",
  "degraded.code": "/none",
  "degraded.failure_count": "/none",
  degradedLastAt: "/none",
};
const deployed = ["projectId", "deploymentId", "readyState", "createdAt", "hostShows", "isNewest"];

/** opsmantik with the checks that the drill asks, all of them answered by the double. */
function systemOf(base: string, api: string, proofFile: string): object {
  const post = { method: "POST", "body-file": proofFile };
  return {
    system: "opsmantik",
    title: "OpsMantik",
    tag: "om",
    environment: ENV,
    identity: [{ check: "deploy", fact: "branch", eq: "${vars.branch}" }],
    vars: {
      base,
      branch: "master",
      proofFile,
      vercelUrl: api,
      vercelProject: "shop",
      vercelTeam: "",
      qstashTokenHash: "",
    },
    secrets: { vercel: "${env:VERCEL_TOKEN}", appToken: "${env:APP_TOKEN}" },
    checks: [
      check("vercel", "vercel", same(...deployed), { with: { tables } }),
      check("vercel-env", "quiet", {}),
      check("deploy", "deploy", same("branch", "commitMatches", "edge")),
      check("era", "era", { "worker.status": "/worker" }),
      {
        id: "proof-file",
        kind: "file",
        mode: "on-demand",
        panels: ["sync"],
        with: { path: proofFile, format: "json", take: { consent: "/none", metaConsent: "/none" } },
        judge: [{ when: { fact: "bytes", gt: 0 }, verdict: "ok", say: "whole" }],
      },
      check("publish-failures", "failures", same("count15m")),
      check("qstash-app-token", "quiet", {}, { mode: "on-demand" }),
      check("sync-proof", "sync", same("outcome"), { effect: "writes", mode: "on-demand", with: post }),
      check("vercel-logs", "quiet", { listeningSince: "/none" }),
      check("log-messages", "quiet", logged),
      check("watchtower", "watchtower", same("failureCount", "failures", "code")),
      check("watchtower-publish", "watchtower", same("code")),
    ],
  };
}

/** What a person would say in the drill, outside a lab. A step that stopped half-way is tried again, once. */
const answers = {
  unlock: ENV,
  "break-token": { words: `${ENV} break-token`, solo: "a test of crashes", failed: "again" },
  "post-proof": { words: `${ENV} post-proof` },
  "log-line-by-hand": { words: "done", pastedLogLine: "INGEST_PIPELINE_DEGRADED" },
  "restore-token": { words: "yes", failed: "again" },
};

/** The shipped drill with a system of its own in `folder`. Returns the arguments of `opsdeck` that run it. */
export async function writeDrill(folder: string, base: string, api: string): Promise<readonly string[]> {
  const proofFile = join(folder, "proof.json");
  const config = join(folder, "systems");
  await mkdir(join(config, "runbooks"), { recursive: true });
  await writeFile(proofFile, JSON.stringify({ s: "0".repeat(32), url: "https://example.com/" }));
  await writeFile(join(config, "opsmantik.yaml"), JSON.stringify(systemOf(base, api, proofFile)));
  await copyFile(RUNBOOK, join(config, "runbooks", "drill.md"));
  const said = join(folder, "answers.yaml");
  await writeFile(said, JSON.stringify(answers));
  return ["--config", config, "--answers", said];
}
