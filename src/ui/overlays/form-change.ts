import { breaks } from "../../commands/change-form.ts";
import type { Preview } from "../../core/action.ts";
import { ageWords, blockedBy, isStale, leftWords } from "../../core/change-guard.ts";
import { clockDuration } from "../../core/duration.ts";
import { callWords, type Duty } from "../../core/duty.ts";
import { plural } from "../../core/plural.ts";
import type { ConfirmAsk } from "../../core/run-question.ts";
import { factText } from "../../store/select-detail.ts";
import { changeMoment } from "../../store/select-run.ts";
import { environmentBlock } from "../draw/environment.ts";
import { type Line, span } from "../text/style.ts";
import type { FormFacts } from "./dialog.ts";
import { labelLines, proseLines } from "./label-lines.ts";
import type { OverlayProps } from "./overlay-props.ts";

/** Everything that a person must know before a change: where, what, how it is undone, who, and how old the data is. */
export function changeFacts(question: string, props: OverlayProps): FormFacts {
  const { state } = props;
  const ask = state.question?.id === question ? state.question : undefined;
  if (ask?.kind !== "confirm") {
    return { title: "It is over", look: "focus", lines: (columns) => proseLines("It is not asked any more.", columns) };
  }
  return {
    title: titleOf(ask),
    right: `tier ${ask.tier} of 3`,
    look: "danger",
    lines: (columns) => [
      ...whereLines(ask, props, columns),
      ...whatLines(ask, props, columns),
      ...undoLines(ask, props, columns),
      ...whoLines(ask, props, columns),
      ...sendLines(ask, props, columns),
    ],
    always: (columns) => [...secondLines(ask, props, columns), ...blockedLines(ask, props, columns)],
  };
}

function titleOf(ask: ConfirmAsk): string {
  if (ask.restores) return "Restore it?";
  if (ask.tier === 1) return "Apply this step?";
  return breaks(ask) ? `Break ${ask.environment} on purpose` : `Change ${ask.environment}`;
}

function whereLines(ask: ConfirmAsk, { state, theme }: OverlayProps, columns: number): readonly Line[] {
  const moment = changeMoment(state, ask);
  const stale = isStale(ask, moment);
  const block = environmentBlock(ask.environment, state.lab?.pace, theme);
  const proof = ask.identity.length === 0 ? [] : labelLines("Target", theme.say(ask.identity.join("; "), 400), columns);
  const old =
    ask.identityChecks.length > 0 && moment.dataAt !== undefined && moment.now - moment.dataAt > moment.staleAfterMs;
  const age =
    ask.identityChecks.length === 0
      ? []
      : labelLines("Data", ageText(stale, ageWords(moment)), columns, old || stale ? "fail-bold" : "dim");
  return [
    [
      span(" "),
      block,
      span(`  ${theme.say(ask.system, 60)}`, "bold"),
      span(`   ${theme.say(ask.environment, 40)}`, "dim"),
    ],
    ...proof,
    ...age,
    ...labelLines("Step", theme.say(`${ask.step}: ${ask.title}`, 300), columns, "bold"),
  ];
}

function ageText(stale: boolean, words: string): string {
  return stale ? `STALE, ${words}` : words;
}

/** What will be different, before how it is asked for: that may be long. */
function whatLines({ previews }: ConfirmAsk, { theme }: OverlayProps, columns: number): readonly Line[] {
  return previews.flatMap((preview) => [
    ...labelLines("Effect", theme.say(preview.effect, 600), columns, "warn"),
    ...touchLines(preview, { theme }, columns),
  ]);
}

function sendLines({ previews }: ConfirmAsk, { theme }: OverlayProps, columns: number): readonly Line[] {
  const requests = previews.flatMap((preview) => preview.requests);
  return requests.flatMap((request, index) => labelLines(index === 0 ? "Sends" : "", theme.say(request, 600), columns));
}

const SAMPLE = 3;

function touchLines(
  { count, counts = "row", sample }: Preview,
  { theme }: Pick<OverlayProps, "theme">,
  columns: number,
): readonly Line[] {
  if (count === undefined) return [];
  const rows = (sample?.rows ?? []).slice(0, SAMPLE).map((row) =>
    Object.entries(row)
      .map(([name, value]) => `${name} ${factText(value ?? null)}`)
      .join(", "),
  );
  return [
    ...labelLines("Touches", theme.say(plural(count, counts), 60), columns, "bold"),
    ...rows.flatMap((row) => labelLines("", theme.say(row, 300), columns, "dim")),
  ];
}

/** What is owed afterwards and how it is put back; or why there is nothing to put back. */
function undoLines(ask: ConfirmAsk, { theme }: OverlayProps, columns: number): readonly Line[] {
  const { undo, manual, environment, restorable } = ask;
  if (ask.restores) return [];
  if (manual.length === 0) return undo === "" ? [] : labelLines("Undo", theme.say(undo, 400), columns);
  const duty = `"${undo}" goes to disk first; it blocks other drills in ${environment} until data proves that it is restored`;
  return [
    ...labelLines("Duty", theme.say(duty, 600), columns),
    ...(restorable === undefined
      ? []
      : labelLines("Undo", `${theme.glyphs.done} ${theme.say(restorable, 400)}`, columns, "ok")),
    ...manual.flatMap((words, at) => labelLines(at === 0 ? "by hand" : "", theme.say(words, 400), columns, "dim")),
  ];
}

function whoLines(ask: ConfirmAsk, { state, theme }: OverlayProps, columns: number): readonly Line[] {
  const { write, now, operator } = state;
  const unlocked = write && now < write.until ? `; ${write.environment} is unlocked, ${leftWords(write, now)}` : "";
  return labelLines("Who", theme.say(`${operator}${ask.restores ? "" : unlocked}`, 120), columns);
}

/** The second person: who approved, or how to. */
function secondLines({ tier, approval }: ConfirmAsk, { state, theme }: OverlayProps, columns: number): readonly Line[] {
  if (tier !== 3 || !approval) return [];
  const { given, code, expiresAt, refused } = approval;
  if (given) {
    const ago = clockDuration(state.now - given.at);
    return labelLines(
      "Second",
      `${theme.glyphs.done} ${theme.say(given.person, 60)} approved ${ago} ago, by ${given.how}`,
      columns,
      "ok",
    );
  }
  // On a line of its own: the command ends where its line ends.
  const left = expiresAt - state.now;
  const until = left > 0 ? `waiting, expires in ${clockDuration(left)}` : "expired: esc, then t asks anew";
  return [
    ...labelLines("Second", `another person runs: opsdeck approve ${theme.say(code, 40)}`, columns, "focus"),
    ...labelLines("", until, columns, "focus"),
    ...(refused === undefined ? [] : labelLines("", theme.say(refused, 300), columns, "fail-bold")),
  ];
}

function blockedLines(ask: ConfirmAsk, { state, theme }: OverlayProps, columns: number): readonly Line[] {
  const why = blockedBy(ask, changeMoment(state, ask));
  return why === undefined ? [] : proseLines(theme.say(why, 400), columns, "fail-bold");
}

/** What a restore sends and what proves it, by name. */
export function restoredFrom(
  { how, proof }: Duty,
  { theme }: Pick<OverlayProps, "state" | "theme">,
  columns: number,
): readonly Line[] {
  const sends = how.map(callWords);
  const proofs = proof.map((one) => nameOf(one, "check"));
  return [
    ...labelLines(
      "Sends",
      sends.length === 0 ? "nothing: it is restored by hand, opsdeck proves it" : theme.say(sends.join(", then "), 300),
      columns,
    ),
    ...labelLines(
      "Proof",
      proofs.length === 0 ? "none is known: only a person can waive it" : theme.say(proofs.join(", then "), 300),
      columns,
    ),
  ];
}

function nameOf(value: unknown, key: string): string {
  const found =
    typeof value === "object" && value !== null && key in value ? (value as Record<string, unknown>)[key] : undefined;
  return typeof found === "string" ? found : "?";
}

/** `12:41`; `0:00` once it is over. Both in ms since 1970. */
export function timeLeft(at: number, now: number): string {
  return clockDuration(Math.max(0, at - now));
}
