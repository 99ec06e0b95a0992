import type { CoverageRow } from "../helpers/coverage.ts";
import { type RecordingProxy, startRecordingProxy } from "../helpers/servers/recording-proxy.ts";
import { type RunbookLab, type RunbookLabOptions, startRunbookLab } from "./runbook-lab.ts";

interface Proxies {
  readonly app: RecordingProxy;
  readonly vercel: RecordingProxy;
  readonly qstash: RecordingProxy;
}

/** A lab of opsmantik whose app, Vercel and QStash are asked through servers that write down what was asked. */
export interface OpsmantikLab extends RunbookLab, Proxies {}

export async function startOpsmantikLab(
  options: Pick<RunbookLabOptions, "pace" | "era" | "walked"> = {},
): Promise<OpsmantikLab> {
  const at = await startRunbookLab({ system: "opsmantik", provedBy: "http-headers", ...options });
  const proxies: Proxies = {
    app: await startRecordingProxy(at.vars.base ?? ""),
    vercel: await startRecordingProxy(at.vars.vercelUrl ?? ""),
    qstash: await startRecordingProxy(at.vars.qstashUrl ?? ""),
  };
  const { app, vercel, qstash } = proxies;
  at.turnTo({ base: app.url, vercelUrl: vercel.url, qstashUrl: qstash.url });
  return {
    ...at,
    ...proxies,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([app, vercel, qstash].map((proxy) => proxy[Symbol.asyncDispose]()));
      await at[Symbol.asyncDispose]();
    },
  };
}

/** The requests that are no looks. */
export function changes({ seen }: RecordingProxy): readonly string[] {
  return seen.filter((line) => !/^(GET|HEAD|OPTIONS) /.test(line));
}

/** Rows of docs/COVERAGE.md whose steps are those of a runbook. */
export function rowsOf(runbook: string): (row: CoverageRow) => boolean {
  return ({ steps }) => steps.some((step) => step.startsWith(`${runbook}#`));
}

/** The deployment that was live before the last one. */
export async function deploymentBefore({ vars, lab }: OpsmantikLab): Promise<string> {
  const response = await fetch(`${vars.vercelUrl}/v6/deployments?projectId=opsmantik`, {
    headers: { authorization: `Bearer ${lab.env.LAB_OPSMANTIK_VERCEL_TOKEN}` },
  });
  const { deployments } = (await response.json()) as { deployments: { uid: string }[] };
  return deployments[1]?.uid ?? "none";
}
