import { dutyState } from "../../core/duty-words.ts";
import type { ChangeRecord, Glance, IncidentRecord, LookRecord } from "../incident-record.ts";
import { changeWords, rowKind } from "../names.ts";
import { because, lasted, statusWords, timeWords } from "../words.ts";
import { barsOf } from "./bars.ts";
import type { Block, Cell, ListItem, ReportDocument, Row, Section, Series } from "./document.ts";
import { summarySection } from "./summary.ts";

const NONE: Block = { kind: "text", text: "None." };

/** The whole report of one incident; `series` are the recorded values that are worth a chart. */
export function buildReport(record: IncidentRecord, series: readonly Series[]): ReportDocument {
  return {
    title: `${record.id}: ${record.title}`,
    lines: headLines(record),
    sections: [
      summarySection(record),
      leftSection(record),
      impactSection(record),
      ...(series.length === 0 ? [] : [{ title: "Charts", blocks: series.map(curve) }]),
      changesSection(record),
      dutiesSection(record),
      table("Alerts", ["Alert", "Fired", "Resolved", "Lasted", "What"], alertRows(record)),
      table("Objectives", ["Objective", "At first", "At last", "Budget burned meanwhile"], goalRows(record)),
      runsSection(record),
      table("What was checked", ["Time", "Check", "Verdict", "What was seen", "By"], lookRows(record)),
      table("Who did what", ["Person", "Roles", "From", "To", "Did"], peopleRows(record)),
      table(
        "Notes",
        ["Time", "By", "Note"],
        record.notes.map(({ at, by, text }) => ({ cells: [timeWords(at), by, text] })),
      ),
      table("Evidence", ["File", "About", "Kept", "By", "SHA-256"], evidenceRows(record)),
      table("Timeline", ["Time", "By", "Kind", "What"], timelineRows(record)),
    ],
  };
}

function headLines(record: IncidentRecord): readonly string[] {
  const { environment, systems, severity, roles, openedAt, closedAt, closeReason, until, problems } = record;
  const people = Object.entries(roles).map(([role, person]) => `${role} ${person}`);
  return [
    `${environment}, ${systems.join(", ")}${severity === null ? "" : `, ${severity}`}`,
    `opened ${openedAt === null ? "at an unknown time" : timeWords(openedAt)}, ${closedAt === null ? `open at ${timeWords(until)}` : `closed ${timeWords(closedAt)}`}${closeReason === null ? "" : `: ${closeReason}`}`,
    ...(people.length > 0 ? [people.join(", ")] : []),
    "all times are UTC",
    ...problems.map((problem) => `NOT WHOLE: ${problem}`),
  ];
}

function leftSection({ left }: IncidentRecord): Section {
  const items = left.map(({ what, why, command, manual }): ListItem => {
    return {
      text: because(what, why),
      ...(command !== null && { command }),
      ...(manual.length > 0 && { steps: manual }),
    };
  });
  return {
    title: "Left to do",
    blocks: [items.length === 0 ? { kind: "text", text: "Nothing." } : { kind: "list", items }],
  };
}

function table(title: string, head: readonly string[], rows: readonly Row[]): Section {
  return { title, blocks: [rows.length === 0 ? NONE : { kind: "table", head, rows }] };
}

function curve(series: Series): Block {
  return { kind: "curve", series };
}

function impactSection(record: IncidentRecord): Section {
  const { impact, until } = record;
  const rows = impact.spans.map(({ check, from, to, verdict, words }): Row => {
    const end = to === null ? "not seen ok" : timeWords(to);
    return { verdict, cells: [check, verdict, timeWords(from), end, lasted(from, to, until), words] };
  });
  const spans = table("Impact", ["Check", "Worst", "From", "Ok again", "Lasted", "What"], rows);
  const bars = barsOf(record);
  return bars.bars.length === 0 ? spans : { ...spans, blocks: [{ kind: "bars", bars }, ...spans.blocks] };
}

function changesSection({ changes }: IncidentRecord): Section {
  return {
    title: "Changes, before and after",
    blocks: changes.length === 0 ? [NONE] : changes.flatMap((change, index) => changeBlocks(change, index + 1)),
  };
}

function changeBlocks(change: ChangeRecord, number: number): readonly Block[] {
  const { at, by, action, target, effect, outcome, step, note, preview } = change;
  const verb = effect === "restore" ? "restored by" : "changed by";
  const values = Object.entries(change.values).map(([name, value]) => `${name} ${value}`);
  const rows: readonly (readonly Cell[])[] = [
    ["Request", `${verb} ${changeWords({ action, target })}, ${timeWords(at)}, by ${by}, step ${step}`],
    ["Outcome", `${outcome}${note === null || note === "" ? "" : `: ${note}`}`],
    ...(change.approvedBy.length > 0 ? [["Approved by", change.approvedBy.join(", ")]] : []),
    ["Before", glances(change.before)],
    ["After", [...values, ...glances(change.after)]],
    ...(change.evidence.length === 0 ? [] : [["Evidence", change.evidence.join(", ")]]),
  ];
  const facts: Block = {
    kind: "table",
    head: [`Change ${number}`, titleOf(change)],
    rows: rows.map((cells) => ({ cells })),
  };
  return preview.length === 0 ? [facts] : [facts, { kind: "code", lines: preview }];
}

/** `restores D1-1`, `brings about D1-1`, or nothing to say. */
function titleOf({ effect, duty }: ChangeRecord): string {
  if (duty === null) return "";
  return effect === "restore" ? `restores ${duty}` : `to be restored: ${duty}`;
}

function glances(seen: readonly Glance[]): readonly string[] {
  if (seen.length === 0) return ["nothing was looked at"];
  return seen.map(({ check, verdict, summary, at }) => `${check} ${verdict}: ${summary} (${timeWords(at)})`);
}

function dutiesSection({ duties, until }: IncidentRecord): Section {
  const rows = duties.map((duty): Row => {
    const { id, title, environment, state, openedAt, endedAt, endedBy, reason, proof } = duty;
    const proved = proof.map(({ check, at, summary }) => `${check}: ${summary} (${timeWords(at)})`);
    const end = endedAt === null ? "OPEN" : `${timeWords(endedAt)} by ${endedBy}`;
    const words: Cell = reason === null ? proved : `waived: ${reason}`;
    const cells = [
      `${id} ${title} (${environment})`,
      dutyState(state),
      timeWords(openedAt),
      end,
      lasted(openedAt, endedAt, until),
      words,
    ];
    return duty.open ? { cells, verdict: "fail" } : { cells };
  });
  return table("Duties and their proof", ["Duty", "State", "Since", "Ended", "Lasted", "Proof"], rows);
}

function alertRows({ alerts, until }: IncidentRecord): readonly Row[] {
  return alerts.map(({ alert, from, to, verdict, words }) => ({
    verdict,
    cells: [alert, timeWords(from), to === null ? "not resolved" : timeWords(to), lasted(from, to, until), words],
  }));
}

function goalRows({ goals }: IncidentRecord): readonly Row[] {
  return goals.map(({ title, first, last }) => {
    const burned =
      first.burned === null || last.burned === null ? "" : `${Math.round((last.burned - first.burned) * 100)} %`;
    return { cells: [title, first.progress, last.progress, burned] };
  });
}

function runsSection({ runs, until }: IncidentRecord): Section {
  const rows = runs.flatMap((run): Row[] => [
    {
      cells: [
        `${run.runbook} (${run.run})`,
        run.result ?? (run.interrupted ? "interrupted" : "not closed"),
        timeWords(run.openedAt),
        lasted(run.openedAt, run.closedAt, until),
        run.by,
        run.reason ??
          (run.closedAt === null && run.restored !== null
            ? `${run.restored} was already restored: it can only be aborted`
            : ""),
      ],
    },
    ...run.steps.map((story): Row => {
      const { step, status, startedAt, endedAt, by, reason, proof, attempts } = story;
      const seen = proof.at(-1);
      const words = reason ?? (seen ? `${seen.check}: ${seen.summary}` : "");
      const cells = [
        `· ${step}${attempts > 1 ? ` (${attempts} attempts)` : ""}`,
        statusWords(story, run),
        timeWords(startedAt),
        lasted(startedAt, endedAt, until),
        by,
        words,
      ];
      return status === "failed" ? { cells, verdict: "fail" } : { cells };
    }),
  ]);
  return table("Runs and their steps", ["Run, step", "Result", "From", "Lasted", "By", "Why"], rows);
}

function lookRows({ looks }: IncidentRecord): readonly Row[] {
  const checks = looks.filter((look) => rowKind(look.check) === "check" && !isTwice(look, looks));
  return checks.map((look) => ({
    verdict: look.verdict,
    cells: [timeWords(look.at), look.check, look.verdict, look.summary, lookedBy(look)],
  }));
}

/** A step's look is also news for its cockpit: it is told once, as the step's. */
function isTwice({ run, check, at, verdict }: LookRecord, looks: readonly LookRecord[]): boolean {
  if (run !== undefined) return false;
  return looks.some((one) => one.run !== undefined && one.check === check && one.at === at && one.verdict === verdict);
}

function lookedBy({ by, run, step }: LookRecord): string {
  if (step !== undefined) return `${by}, step ${step}`;
  return run === undefined ? `cockpit of ${by}` : `${by}, as proof of a restore`;
}

function peopleRows({ people }: IncidentRecord): readonly Row[] {
  return people.map(({ name, roles, from, to, did }) => ({
    cells: [name, roles.join(", "), timeWords(from), timeWords(to), did.join(", ")],
  }));
}

function evidenceRows({ evidence }: IncidentRecord): readonly Row[] {
  return evidence.map(({ file, about, at, by, sha256 }) => ({ cells: [file, about, timeWords(at), by, sha256] }));
}

function timelineRows({ timeline }: IncidentRecord): readonly Row[] {
  return timeline.map(({ at, by, kind, words, verdict }) => ({
    cells: [timeWords(at), by, kind, words],
    ...(verdict !== undefined && { verdict }),
  }));
}
