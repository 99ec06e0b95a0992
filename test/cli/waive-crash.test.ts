import { join } from "node:path";
import { expect, it } from "vitest";
import { findDuties } from "../../src/cli/find-duties.ts";
import { openIncident } from "../../src/journal/journal.ts";
import { opsdeck } from "../helpers/cli.ts";
import { crashTable, crashWords, runOnPty } from "../helpers/crash.ts";
import { armed, drill, journalOptions, newState } from "../helpers/journal.ts";

const PROGRAM = join(import.meta.dirname, "../helpers/opsdeck-program.ts");

/** Signals that can be heard are the journal's own table: test/journal/crash.test.ts. */
const table = crashTable(1).filter(({ end }) => end === "SIGKILL" || end === "torn");

it.each(table)("waived or still open, never lost: $end, $instant", async (crash) => {
  const state = newState();
  const writer = openIncident(journalOptions(state), drill);
  writer.appendSync(armed("D1-1"));
  writer.close();
  const waive = ["waive", "D1-1", "--reason", "gone", "--yes", "--state", state];
  const ran = await runOnPty([PROGRAM, crashWords(crash), ...waive], { HOME: state });
  expect(ran.signal, ran.text).toBeGreaterThan(0);
  const { duties, problems } = await findDuties(state);
  expect(problems).toEqual([]);
  expect(duties.map(({ id }) => id)).toEqual(crash.instant === "on-disk" ? [] : ["D1-1"]);
  expect((await opsdeck(waive, { home: state })).code).toBe(crash.instant === "on-disk" ? 2 : 0);
  expect((await findDuties(state)).duties).toEqual([]);
});
