import { ageWords, restoreWords } from "../../core/change-guard.ts";
import { shortDuration } from "../../core/duration.ts";
import type { FoundAt } from "../../core/duty.ts";
import { plural } from "../../core/plural.ts";
import { offeredRunbooks } from "../../store/select-owed.ts";
import { lastSeen } from "../../store/select-run.ts";
import type { CockpitState, Leader } from "../../store/state.ts";
import type { FormAbout } from "../../store/view-state.ts";
import { environmentBlock } from "../draw/environment.ts";
import { type Line, span } from "../text/style.ts";
import type { FormFacts } from "./dialog.ts";
import { changeFacts, restoredFrom, timeLeft } from "./form-change.ts";
import { incidentFacts, updateFacts } from "./form-incident.ts";
import { labelLines, proseLines } from "./label-lines.ts";
import { dutyLines } from "./leave.ts";
import type { OverlayOf, OverlayProps } from "./overlay-props.ts";

type Of<K extends FormAbout["kind"]> = Extract<FormAbout, { readonly kind: K }>;

/** Says that it is over where what a form asks about is there no more. */
export function formFacts({ about }: OverlayOf<"form">, props: OverlayProps): FormFacts {
  switch (about.kind) {
    case "change":
      return changeFacts(about.question, props);
    case "start":
      return startFacts(about, props);
    case "go-on":
      return goOnFacts(about, props);
    case "manual":
      return manualFacts(about, props);
    case "restore":
      return restoreFacts(about, props);
    case "decide":
      return decideFacts(about, props);
    case "cannot":
      return said("It cannot be done", "The step fails with your reason, and you say how the run goes on.");
    case "unlock":
      return unlockFacts(props);
    case "incident":
      return incidentFacts(props);
    case "update":
      return updateFacts(props);
    case "note":
      return said(`A note in ${props.state.incident?.id ?? "the incident"}`, "It is kept with your name and the time.");
  }
}

function said(title: string, text: string): FormFacts {
  return { title, look: "focus", lines: (columns) => proseLines(text, columns) };
}

const over: FormFacts = said("It is over", "What this asked is answered, or is not asked any more.");

function startFacts({ runbook }: Of<"start">, { state, theme }: OverlayProps): FormFacts {
  const offer = state.runbooks.find(({ id }) => id === runbook);
  if (!offer) return over;
  const fits = offeredRunbooks(state, undefined).find(({ id }) => id === runbook)?.fits ?? [];
  const width = Math.max(...offer.steps.map(({ type }) => type.length));
  const steps = offer.steps.map(
    ({ title, type, tier }, index): Line => [
      span(` ${String(index + 1).padStart(2)} `, "dim"),
      span(`${type.padEnd(width)} `, "dim"),
      span(theme.say(title, 200)),
      ...(tier === undefined ? [] : [span(`  tier ${tier}`, tier > 1 ? "warn" : "dim")]),
    ],
  );
  const system = state.systems.find(({ id }) => id === offer.system);
  return {
    title: theme.say(offer.title, 120),
    right: plural(offer.steps.length, "step"),
    look: "focus",
    lines: (columns) => [
      [
        span(" "),
        environmentBlock(system?.environment ?? "", state.lab?.pace, theme),
        span(`  ${theme.say(offer.system, 60)}`, "bold"),
        span(`   ${theme.say(offer.id, 80)}`, "dim"),
      ],
      ...(fits.length > 0 ? labelLines("Fits", theme.say(fits.slice(0, 4).join(", "), 300), columns, "focus") : []),
      [],
      ...steps,
      [],
      ...proseLines("Starting changes nothing yet: each change has a dialog of its own.", columns, "dim"),
    ],
  };
}

function goOnFacts({ run }: Of<"go-on">, { state, theme }: OverlayProps): FormFacts {
  const found = state.interrupted.find((one) => one.run === run);
  if (!found) return over;
  const ago = shortDuration(state.now - found.openedAt);
  const { elsewhere } = found;
  const where = found.step === undefined ? "before its first step" : `at the step ${found.step}`;
  return {
    title: found.restored === undefined ? "Go on with it?" : "It can only be aborted",
    look: "focus",
    lines: (columns) => [
      ...labelLines("Runbook", theme.say(found.title, 200), columns, "bold"),
      ...labelLines("Incident", theme.say(`${found.incident}, ${found.system}`), columns),
      ...labelLines("Begun", `${ago} ago; it stands ${theme.say(where, 120)}`, columns),
      [],
      ...proseLines(
        found.restored === undefined
          ? "Its opsdeck ended in the middle. Nothing is sent twice: what was on its way is looked for."
          : `What it broke was already restored (${theme.say(found.restored, 20)}): this run can only be aborted.`,
        columns,
      ),
      ...(elsewhere && found.restored === undefined
        ? proseLines(
            theme.say(
              `${elsewhere.name} on ${elsewhere.host} wrote its last line ${shortDuration(state.now - elsewhere.at)} ago. Cut off, they may still run it: ask them first.`,
              300,
            ),
            columns,
            "warn-bold",
          )
        : []),
    ],
  };
}

function manualFacts({ question }: Of<"manual">, { state, theme }: OverlayProps): FormFacts {
  const asked = state.question?.id === question ? state.question : undefined;
  if (asked?.kind !== "manual") return over;
  return {
    title: theme.say(asked.title, 160),
    right: "you do this",
    look: "focus",
    lines: (columns) => [
      ...asked.manual.flatMap((words, index) => labelLines(`${index + 1}.`, theme.say(words, 2000), columns)),
      ...(asked.undo === "" ? [] : [[], ...labelLines("Undo", theme.say(asked.undo, 400), columns)]),
    ],
  };
}

function restoreFacts({ duty }: Of<"restore">, { state, theme }: OverlayProps): FormFacts {
  const open = state.duties.find(({ id }) => id === duty);
  if (!open) return over;
  const early = restoreWords(open, state.now) !== undefined;
  return {
    title: "Restore it?",
    right: "tier 1 of 3",
    look: "danger",
    lines: (columns) => [
      [
        span(" "),
        environmentBlock(open.environment, state.lab?.pace, theme),
        span(`  ${theme.say(open.system, 60)}`, "bold"),
      ],
      [],
      ...dutyLines(open, state.now, columns, theme),
      [],
      ...(open.found ? foundLines(open.found, columns, theme) : []),
      ...restoredFrom(open, { state, theme }, columns),
      ...(early
        ? proseLines(
            `It is early: ${timeLeft(open.notBefore ?? 0, state.now)} before it should be restored.`,
            columns,
            "warn-bold",
          )
        : []),
      ...ageLines(state, open.system, columns),
      ...labelLines("Who", theme.say(state.operator, 60), columns),
      ...(state.leader && !state.leader.far
        ? proseLines(theme.say(restoredThere(open.id, state.leader), 200), columns, "warn-bold")
        : proseLines("A restore is never blocked: it needs no unlock and no second person.", columns, "dim")),
    ],
  };
}

/** Restored, it becomes a duty here: whoever made it has one, too. */
function foundLines({ mark, said }: FoundAt, columns: number, theme: OverlayProps["theme"]): readonly Line[] {
  const there = said.host === undefined ? "where it was made" : `on ${said.host}`;
  return [
    ...labelLines("Its mark", theme.say(mark, 400), columns),
    ...proseLines(
      theme.say(
        `No journal here has it. Restored from here, it is a duty of this machine, too; the one ${there} stays open until it is restored there.`,
        300,
      ),
      columns,
      "warn-bold",
    ),
    [],
  ];
}

/** The one who leads on the same bastion has the journal. */
function restoredThere(duty: string, { name, pid }: Leader): string {
  return `${name} leads here, and R in process ${pid} restores it. When that one is gone: opsdeck restore ${duty}`;
}

/** When anything of the system was seen last; old is red, and no reason not to restore. */
function ageLines(state: CockpitState, system: string, columns: number): readonly Line[] {
  const { dataAt, staleAfterMs } = lastSeen(state, system);
  const old = dataAt === undefined || state.now - dataAt > staleAfterMs;
  return labelLines(
    "Data",
    `${old ? "STALE, " : ""}${ageWords({ dataAt, now: state.now })}`,
    columns,
    old ? "fail-bold" : "dim",
  );
}

const decisions = {
  skip: ["Skip the step?", "The step is passed over; the run goes on with the next one. It stays in the journal."],
  override: [
    "Take the step for passed?",
    "The run goes on as if the step had passed. It is marked for ever as overridden.",
  ],
  abort: ["Abort the run?", "The run ends here."],
} as const;

function decideFacts({ decision, step }: Of<"decide">, { state, theme }: OverlayProps): FormFacts {
  const [title, words] = decisions[decision];
  const owed = state.duties.filter((duty) => duty.run === state.run?.run);
  return {
    title,
    look: "focus",
    lines: (columns) => [
      ...labelLines("Step", theme.say(step, 120), columns, "bold"),
      ...owed.flatMap((duty) => labelLines("Owed", theme.say(`${duty.id} ${duty.title}`, 200), columns, "fail-bold")),
      [],
      ...proseLines(decision === "abort" ? `${words} ${stays(owed)}` : words, columns),
    ],
  };
}

function stays(owed: CockpitState["duties"]): string {
  return owed.length === 0
    ? "It owes nothing: no duty of it is open."
    : "What it changed stays a duty until it is restored.";
}

function unlockFacts({ state, theme }: OverlayProps): FormFacts {
  const locked = state.systems.filter((system) => system.locked).map(({ id }) => id);
  const words = "Writing is unlocked for one environment and 15 minutes, then it locks itself. Each change still asks.";
  return {
    title: "Unlock writing?",
    look: "danger",
    lines: (columns) => [
      ...proseLines(words, columns),
      ...(locked.length === 0 ? [] : labelLines("Stays locked", theme.say(locked.join(", "), 200), columns)),
      [],
      ...labelLines("Who", theme.say(state.operator, 60), columns),
      ...labelLines("Kept", theme.say(state.incident ? `in ${state.incident.id}` : "in a new incident", 60), columns),
    ],
  };
}
