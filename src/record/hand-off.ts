import { dutyState } from "../core/duty-words.ts";
import { tame } from "../core/hostile-text.ts";
import type { StepStatus } from "../core/run-view.ts";
import type { ChangeRecord, IncidentRecord, Left } from "./incident-record.ts";
import { changeWords } from "./names.ts";
import { because, lasted, timeWords } from "./words.ts";

/** What the next person must know, in the order in which they need it: what is owed, how it stands, what was tried. */
export interface HandOff {
  readonly version: 1;
  readonly incident: string;
  readonly title: string;
  readonly environment: string;
  readonly severity: string | null;
  readonly roles: IncidentRecord["roles"];
  readonly openedAt: string | null;
  readonly closedAt: string | null;
  readonly at: string;
  /** Checks that are not seen ok, with what was seen last. */
  readonly bad: readonly {
    readonly check: string;
    readonly since: string;
    readonly last: string;
    readonly words: string;
  }[];
  readonly firing: readonly { readonly alert: string; readonly since: string; readonly words: string }[];
  readonly duties: IncidentRecord["duties"];
  readonly tried: readonly { readonly at: string; readonly by: string; readonly what: string; readonly came: string }[];
  readonly notes: IncidentRecord["notes"];
  /** What is next, most urgent first. */
  readonly next: readonly Left[];
  /** Opens the cockpit at this incident. */
  readonly open: string;
  readonly problems: readonly string[];
}

/** As many notes as a person reads at a hand-over. */
const NOTES = 10;

/** `tried` is oldest first: all changes, and of the steps those that did not go as written. Notes: the last ten. */
export function handOff(record: IncidentRecord): HandOff {
  const { id, title, environment, severity, roles, openedAt, closedAt, until, problems } = record;
  const open = record.impact.spans.filter(({ to }) => to === null);
  return {
    version: 1,
    incident: id,
    title,
    environment,
    severity,
    roles,
    openedAt,
    closedAt,
    at: until,
    bad: open.map(({ check, from, last, words }) => ({ check, since: from, last, words })),
    firing: record.alerts.flatMap(({ alert, from, to, words }) => (to === null ? [{ alert, since: from, words }] : [])),
    duties: record.duties.filter((duty) => duty.open),
    tried: [...record.changes.map(triedChange), ...triedSteps(record)].toSorted(
      (a, b) => Date.parse(a.at) - Date.parse(b.at),
    ),
    notes: record.notes.slice(-NOTES),
    next: record.left,
    open: `opsdeck --incident ${id}`,
    problems,
  };
}

function triedChange({ at, by, action, target, outcome, note, effect, duty }: ChangeRecord): HandOff["tried"][number] {
  return {
    at,
    by,
    what: `${deedOf(effect, duty)}${changeWords({ action, target })}`,
    came: note === null || note === "" ? outcome : `${outcome}: ${note}`,
  };
}

function deedOf(effect: ChangeRecord["effect"], duty: string | null): string {
  if (duty === null) return "";
  return effect === "restore" ? `restore of ${duty}: ` : `change (${duty}): `;
}

const NOT_AS_WRITTEN: readonly StepStatus[] = ["failed", "skipped", "overridden"];

/** What did not go as the runbook says. */
function triedSteps({ runs }: IncidentRecord): HandOff["tried"] {
  return runs.flatMap(({ steps, runbook }) =>
    steps
      .filter(({ status, attempts }) => attempts > 0 && NOT_AS_WRITTEN.includes(status))
      .map(({ step, status, startedAt, by, reason }) => {
        return {
          at: startedAt,
          by,
          what: `step ${step} of ${runbook}`,
          came: reason === null ? status : `${status}: ${reason}`,
        };
      }),
  );
}

/** For a terminal, a chat or a ticket: plain text, no markup. */
export function handOffText(said: HandOff): string {
  const { incident, title, environment, severity, openedAt, closedAt, at, roles } = said;
  const people = Object.entries(roles).map(([role, person]) => `${role} ${person}`);
  const since = openedAt === null ? "" : `, open for ${lasted(openedAt, closedAt ?? at, at)}`;
  const stands = closedAt === null ? since : `, closed ${timeWords(closedAt)}`;
  const head = [
    `${incident}  ${title}`,
    [environment, ...(severity === null ? [] : [severity]), ...people].join(", ") + stands,
    `as of ${timeWords(at)} UTC`,
  ];
  const parts: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ["NOT WHOLE", said.problems],
    ["OPEN DUTIES", said.duties.flatMap(dutyLines)],
    [
      "BAD",
      said.bad.map(
        ({ check, since: from, last, words }) => `${check}  ${last}, bad since ${timeWords(from)}: ${words}`,
      ),
    ],
    ["ALERTS", said.firing.map(({ alert, since: from, words }) => `${alert}  since ${timeWords(from)}: ${words}`)],
    ["TRIED", said.tried.map(({ at: when, by, what, came }) => `${timeWords(when)}  ${by}: ${what}: ${came}`)],
    ["NOTES", said.notes.map(({ at: when, by, text }) => `${timeWords(when)}  ${by}: ${text}`)],
    [
      "NEXT",
      said.next.map(
        ({ what, why, command }, index) =>
          `${index + 1}. ${because(what, why)}${command === null ? "" : `  (${command})`}`,
      ),
    ],
  ];
  const told = parts.filter(([, lines]) => lines.length > 0);
  const body = told.flatMap(([name, lines]) => ["", name, ...lines.map((line) => `  ${tame(line)}`)]);
  return `${[...head.map((line) => tame(line)), ...body, "", `go on here: ${said.open}`].join("\n")}\n`;
}

function dutyLines({ id, title, state, dueBy, manual }: IncidentRecord["duties"][number]): readonly string[] {
  const due = dueBy === null ? "" : `, due by ${timeWords(dueBy)}`;
  return [`${id}  ${title}: ${dutyState(state)}${due}`, ...manual.map((step, index) => `    ${index + 1}. ${step}`)];
}
