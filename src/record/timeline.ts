import type { EntryOf, JournalEntry } from "../journal/entry.ts";
import type { TimelineEntry } from "./incident-record.ts";
import { changeWords, nameOf, rowKind } from "./names.ts";

type Told = Pick<TimelineEntry, "kind" | "words"> & Partial<Pick<TimelineEntry, "at" | "verdict">>;
type Teller<T extends JournalEntry["type"]> = (entry: EntryOf<T>) => Told;

const kind =
  <K extends TimelineEntry["kind"]>(is: K) =>
  (words: string): Told => ({ kind: is, words });
const incident = kind("incident");
const run = kind("run");
const step = kind("step");
const change = kind("change");
const duty = kind("duty");
const write = kind("write");
const lead = kind("lead");
const approval = kind("approval");

const because = (reason: string | undefined): string => (reason === undefined || reason === "" ? "" : `: ${reason}`);

/** One line a kind of entry: a new one without words is a compile error. */
const tellers: { readonly [T in JournalEntry["type"]]: Teller<T> } = {
  "incident.opened": ({ title, environment, ...standing }) =>
    incident([`opened: ${title} (${environment})`, ...standingWords(standing)].join(", ")),
  "incident.named": ({ title, ...standing }) => incident([`named ${title}`, ...standingWords(standing)].join(", ")),
  "incident.closed": ({ reason }) => incident(`closed${because(reason)}`),
  "run.opened": ({ runbook, title }) => run(`${runbook} begins${because(title)}`),
  "run.resumed": (entry) => run(`${nameOf(entry.by)} goes on with it`),
  "run.closed": ({ result, reason }) => run(`${result}${because(reason)}`),
  "step.started": (entry) =>
    step(`${entry.step} begins${(entry.attempt ?? 1) > 1 ? `, attempt ${entry.attempt}` : ""}`),
  "step.passed": (entry) => step(`${entry.step} passed${because(entry.note)}`),
  "step.failed": (entry) => step(`${entry.step} failed${because(entry.reason)}`),
  "step.skipped": (entry) => step(`${entry.step} skipped${because(entry.reason)}`),
  "step.overridden": (entry) => step(`${entry.step} overridden${because(entry.reason)}`),
  reading: (entry) => {
    const { check, at, verdict, summary } = entry.reading;
    return { kind: rowKind(check), words: `${check} ${verdict}${because(summary)}`, at, verdict };
  },
  "request.sending": (entry) => change(`${entry.effect === "restore" ? "restores by" : "sends"} ${changeWords(entry)}`),
  "request.answered": ({ outcome, note }) => change(`${outcome}${because(note)}`),
  "request.unknown": ({ reason }) => change(`outcome unknown${because(reason)}`),
  "duty.armed": (entry) => duty(`${entry.duty} armed: ${entry.title}`),
  "duty.applied": (entry) => duty(`${entry.duty} applied${because(entry.note)}`),
  "duty.apply-unknown": (entry) => duty(`${entry.duty} perhaps applied${because(entry.note)}`),
  "duty.restoring": (entry) => duty(`${entry.duty} is being restored${because(entry.note)}`),
  "duty.restore-unknown": (entry) => duty(`${entry.duty} perhaps restored${because(entry.note)}`),
  "duty.restored-unproved": (entry) => duty(`${entry.duty} restored, not proved yet${because(entry.note)}`),
  "duty.discharged": (entry) => duty(`${entry.duty} discharged${because(entry.proof.map(proofWords).join("; "))}`),
  "duty.waived": (entry) => duty(`${entry.duty} waived without a proof${because(entry.reason)}`),
  evidence: ({ file, about }) => ({ kind: "evidence", words: `${file}${because(about)}` }),
  note: ({ text, update }) => ({ kind: "note", words: update ? `update sent: ${text}` : text }),
  unlocked: ({ environment, until, reason }) =>
    write(`writing unlocked for ${environment} until ${until}${because(reason)}`),
  locked: ({ environment }) => write(`writing locked for ${environment}`),
  "lead.taken": ({ pid }) => lead(`takes the lead (process ${pid})`),
  "lead.given": ({ to }) => lead(`gives the lead${to === undefined ? "" : ` to ${to}`}`),
  "approval.asked": (entry) => approval(`asks for a second person: ${entry.step}`),
  "approval.given": ({ person, how, reason, ...entry }) =>
    approval(
      how === "solo" ? `${entry.step} alone, by ${person}${because(reason)}` : `${entry.step} approved by ${person}`,
    ),
};

/** All lines of a journal in words, by time. Codes of approvals are not told. */
export function timelineOf(entries: readonly JournalEntry[]): readonly TimelineEntry[] {
  return entries
    .map((entry, index): TimelineEntry => {
      const told = (tellers[entry.type] as (one: JournalEntry) => Told)(entry);
      return { line: index + 1, at: entry.at, by: nameOf(entry.by), ...told };
    })
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.line - b.line);
}

/** `SEV2`, `lead ann`, `driver nobody`. */
function standingWords({
  severity,
  roles = {},
}: Pick<EntryOf<"incident.named">, "severity" | "roles">): readonly string[] {
  const named = Object.entries(roles).map(([role, person]) => `${role} ${person === "" ? "nobody" : person}`);
  return [...(severity === undefined ? [] : [severity]), ...named];
}

function proofWords({ check, summary }: { readonly check: string; readonly summary: string }): string {
  return `${check}: ${summary}`;
}
