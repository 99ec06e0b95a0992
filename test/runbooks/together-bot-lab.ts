import { expect } from "vitest";
import { readIncidents } from "../../src/journal/read-incidents.ts";
import { eventually } from "../helpers/eventually.ts";
import { type LabSql, labSql } from "./lab-sql.ts";
import { type RunbookLab, startRunbookLab } from "./runbook-lab.ts";

/** A lab of together-bot, and its database past the cockpit. */
export interface BotLab extends RunbookLab, Pick<LabSql, "sql"> {
  /** Resolves when the run that is under way has come to a step. */
  comesTo(step: string): Promise<void>;
}

export async function startBotLab(): Promise<BotLab> {
  const at = await startRunbookLab({ system: "together-bot" });
  const { env } = at.lab;
  const database = labSql(env.LAB_TOGETHER_BOT_WRITE_URL);
  return {
    ...at,
    sql: database.sql,
    comesTo: (step) => eventually(async () => expect(await runningSteps(env.OPSDECK_STATE ?? "")).toContain(step)),
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      await at[Symbol.asyncDispose]();
    },
  };
}

async function runningSteps(state: string): Promise<readonly string[]> {
  const { incidents } = await readIncidents(state);
  const open = incidents.filter(({ entries }) => !entries.some(({ type }) => type === "run.closed"));
  return open.flatMap(({ entries }) => entries.flatMap((entry) => (entry.type === "step.started" ? [entry.step] : [])));
}
