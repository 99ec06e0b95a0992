import { readdir } from "node:fs/promises";
import { expect } from "vitest";
import { startRecordingProxy } from "../helpers/servers/recording-proxy.ts";
import { type LabSql, labSql } from "./lab-sql.ts";
import { type LabRun, type RunbookLab, startRunbookLab } from "./runbook-lab.ts";

/** A lab of job-seek, and its database as the cockpit sees it. */
export interface JobSeekLab extends RunbookLab, Pick<LabSql, "sql"> {
  letters(): Promise<readonly string[]>;
  /** What the lab's own program for the worker's token prints now. */
  token(): Promise<string>;
}

export async function startJobSeekLab(): Promise<JobSeekLab> {
  const at = await startRunbookLab({ system: "job-seek", provedBy: "file" });
  const database = labSql(at.lab.env.LAB_JOB_SEEK_DATABASE_URL);
  return {
    ...at,
    sql: database.sql,
    letters: () => readdir(at.vars.deadLetters ?? ""),
    token: async () => {
      const init = { method: "POST", body: JSON.stringify({ argv: [], stdin: "", env: {} }) };
      const response = await fetch(`${at.lab.control}/commands/job-seek/tasksToken`, init);
      return ((await response.json()) as { stdout: string }).stdout.trim();
    },
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      await at[Symbol.asyncDispose]();
    },
  };
}

/** A run whose requests to API and worker were written down, as `METHOD /path`. */
export type Asked = LabRun & { readonly asked: Readonly<Record<"api" | "worker", readonly string[]>> };

/** Runs through servers that write down what API and worker are asked. */
export async function through(
  { vars, run }: JobSeekLab,
  ...[runbook, options = {}]: Parameters<JobSeekLab["run"]>
): Promise<Asked> {
  await using api = await startRecordingProxy(vars.api ?? "");
  await using worker = await startRecordingProxy(vars.worker ?? "");
  const over = { ...options.over, vars: { ...options.over?.vars, api: api.url, worker: worker.url } };
  return { ...(await run(runbook, { ...options, over })), asked: { api: api.seen, worker: worker.seen } };
}

/** Runs while whoever sends what `request` names (`POST /path`) never hears the answer, though the target has done it. */
export async function losing(
  { vars, run }: JobSeekLab,
  { target, request }: { readonly target: "api" | "worker"; readonly request: RegExp },
  [runbook, options]: Parameters<JobSeekLab["run"]>,
): ReturnType<JobSeekLab["run"]> {
  await using proxy = await startRecordingProxy(vars[target] ?? "", (line) => request.test(line));
  const ran = await run(runbook, { ...options, over: { vars: { [target]: proxy.url } } });
  expect(proxy.seen.filter((line) => request.test(line))).toHaveLength(1);
  return ran;
}

/** The run of the fault `failed-run`: of the person whom the cockpit can sign in as. */
export async function failedRun({ sql }: JobSeekLab): Promise<string> {
  const [failed] = await sql<{ id: string }>(
    `select r.id from job_source_runs r join users u on u.id = r.user_id
     where r.status = 'FAILED' and u.email = 'ops@example.com'`,
  );
  return failed?.id ?? "";
}

/** A retry that is made, and whose answer never comes. */
export function lostRetry(at: JobSeekLab, run: string): ReturnType<JobSeekLab["run"]> {
  return losing(at, { target: "api", request: /^POST .*\/retry$/ }, ["failed-run-retry", { vars: { run } }]);
}

/** Faults of the rows of docs/COVERAGE.md that the file of the letters walks; the others are of the other file. */
export const LETTER_FAULTS: readonly (string | undefined)[] = ["dead-letters", "oidc-letters", "poisoned-letter"];
