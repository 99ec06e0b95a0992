import { plural } from "../../core/plural.ts";
import type { IncidentRecord } from "../incident-record.ts";
import { changeWords } from "../names.ts";
import { lasted, timeWords } from "../words.ts";
import type { Cell, Section } from "./document.ts";

/** The answers that somebody who was not there asks for first. */
export function summarySection(record: IncidentRecord): Section {
  const rows: readonly (readonly Cell[])[] = [
    ["When did it start?", startWords(record)],
    ["Who saw what first?", firstWords(record)],
    ["Is it over?", overWords(record)],
    ["What was changed?", changedWords(record)],
    ["Is everything restored?", restoredWords(record)],
    ["What is left to do?", leftWords(record)],
  ];
  return {
    title: "In short",
    blocks: [{ kind: "table", head: ["Question", "Answer"], rows: rows.map((cells) => ({ cells })) }],
  };
}

function startWords({ impact, openedAt, openedBy }: IncidentRecord): string {
  const opened = openedAt === null ? "" : `the incident was opened at ${timeWords(openedAt)} by ${openedBy}`;
  if (impact.startedAt === null) return `no check was seen warning or failing; ${opened}`;
  return `${timeWords(impact.startedAt)}: the first check was seen bad; ${opened}`;
}

function firstWords({ impact: { first } }: IncidentRecord): string {
  if (!first) return "nobody saw a check warn or fail";
  const where = first.step === undefined ? `the cockpit of ${first.by}` : `${first.by}, in step ${first.step}`;
  return `${where} saw ${first.check} ${first.verdict}: ${first.summary}`;
}

function overWords({ impact, closedAt, until }: IncidentRecord): string {
  const closed = closedAt === null ? "the incident is open" : `closed at ${timeWords(closedAt)}`;
  if (impact.startedAt === null) return closed;
  const time = lasted(impact.startedAt, impact.endedAt, until);
  if (impact.endedAt !== null)
    return `every check was seen ok again at ${timeWords(impact.endedAt)}, after ${time}; ${closed}`;
  const bad = impact.spans.filter(({ to }) => to === null).map(({ check }) => check);
  return `no: ${few([...new Set(bad)], "checks").join(", ")} not seen ok since; ${time}; ${closed}`;
}

function changedWords({ changes }: IncidentRecord): Cell {
  const applied = changes.filter(({ effect, outcome }) => effect !== "restore" && outcome !== "refused");
  if (applied.length === 0) return "nothing";
  return applied.map(({ at, by, outcome, ...change }) => {
    const doubt = outcome === "unknown" ? " (outcome unknown)" : "";
    return `${changeWords(change)} at ${timeWords(at)} by ${by}${doubt}`;
  });
}

function restoredWords({ duties, changes }: IncidentRecord): string {
  const open = duties.filter((duty) => duty.open);
  const waived = duties.filter(({ state }) => state === "waived");
  const lost = changes.filter(({ outcome, duty }) => outcome === "unknown" && duty === null);
  const parts = [
    ...(open.length > 0 ? [`NO: ${open.map(({ id, title }) => `${id} ${title}`).join("; ")}`] : []),
    ...(lost.length > 0 ? [`${plural(lost.length, "request")} without an answer`] : []),
    ...(waived.length > 0 ? [`${waived.map(({ id }) => id).join(", ")} waived without a proof`] : []),
  ];
  if (parts.length > 0) return parts.join("; ");
  if (duties.length === 0) return "nothing had to be restored";
  return `yes: ${plural(duties.length, "duty", "duties")} discharged by proof`;
}

function leftWords({ left }: IncidentRecord): Cell {
  if (left.length === 0) return "nothing";
  return few(
    left.map(({ what }) => what),
    "points, each of them below",
  );
}

/** As many as are read in a short answer; the sections below have all of them. */
const MOST = 5;

function few(all: readonly string[], what: string): readonly string[] {
  return all.length <= MOST + 1 ? all : [...all.slice(0, MOST), `and ${all.length - MOST} more ${what}`];
}
