import { leaderWords } from "../store/leader-words.ts";
import { own } from "../store/own.ts";
import { cannotDecide, hasExpired, standsAt } from "../store/select-run.ts";
import type { CockpitState } from "../store/state.ts";
import type { Command, CommandContext } from "./command.ts";
import { formOverlay } from "./forms.ts";
import { cannotLook, lookNow } from "./look-now.ts";
import { defaultsOf } from "./param-forms.ts";

const runbook = { scope: "runbook", group: "Change" } as const;

/** What enter does at the step: its dialog, the next attempt, or nothing, and why. Of another step it shows what was seen. */
function act({ state, dispatch, actions }: CommandContext): void | Promise<void> {
  const { question, run } = state;
  const checkId = lookedAt(state);
  if (checkId !== undefined)
    return dispatch({ type: "overlay.opened", overlay: { type: "detail", checkId, scroll: 0, raw: false } });
  if (run?.closed) return actions.desk.putAway();
  if (question?.kind === "failed") {
    const keys = question.mayRetry ? "t again  u skip  o override  a abort" : "u skip  o override  a abort";
    return dispatch({ type: "notice.shown", text: `stopped at ${question.step}: ${keys}` });
  }
  if (question) dispatch({ type: "overlay.opened", overlay: questionForm(question) });
}

function questionForm(question: NonNullable<CockpitState["question"]>) {
  if (question.kind === "manual")
    return formOverlay({ kind: "manual", question: question.id }, defaultsOf(question.ask));
  return formOverlay({ kind: "change", question: question.id });
}

/** The check of another step that is read, where it has been looked at. */
function lookedAt({ run, view, checks }: CockpitState): string | undefined {
  const check = run?.steps.find(({ id }) => id === view.step)?.check;
  return check !== undefined && own(checks, check) !== undefined ? check : undefined;
}

function cannotAct(state: CockpitState): string | undefined {
  const { run, question } = state;
  if (run?.closed || question || lookedAt(state) !== undefined) return undefined;
  return run?.doing === undefined
    ? "nothing to do here now: it goes on by itself"
    : `it goes on by itself: ${run.doing}`;
}

function actWords(state: CockpitState): string {
  if (lookedAt(state) !== undefined) return "all that was seen";
  return state.run?.closed ? "put it away" : "act on the step";
}

function cannotRetry({ question, now }: CockpitState): string | undefined {
  if (question && hasExpired(question, now)) return undefined;
  if (question?.kind !== "failed") return "only a step that has failed is tried again";
  return question.mayRetry ? undefined : "it was tried as often as its runbook allows";
}

/** Each asks for a reason, which is kept. */
function deciding(decision: "skip" | "override" | "abort", key: string, title: string): Command {
  return {
    ...runbook,
    id: `step.${decision}`,
    title,
    keys: [key],
    ...(decision === "abort" && { footer: { keys: "a", words: "abort" } }),
    disabled: (state) => (state.leader ? `${leaderWords(state.leader)}: decide there` : cannotDecide(state)),
    run({ state, dispatch }) {
      const step = state.question?.step ?? state.run?.current?.id ?? "";
      dispatch({ type: "overlay.opened", overlay: formOverlay({ kind: "decide", decision, step }) });
    },
  };
}

function view({ state, dispatch }: CommandContext, by: number): void {
  const { run } = state;
  if (!run) return;
  const ids = run.steps.map(({ id }) => id);
  const stands = standsAt(run);
  const here = ids.indexOf(state.view.step ?? stands ?? "");
  const next = ids[Math.max(0, Math.min(ids.length - 1, here + by))];
  dispatch({ type: "step.viewed", step: next === stands ? undefined : next });
}

function expected({ run }: CockpitState): string | undefined {
  return run?.expectation?.check;
}

export const runCommands: readonly Command[] = [
  {
    ...runbook,
    id: "step.act",
    title: "act on the step; a run that has ended is put away",
    keys: ["enter"],
    footer: { keys: "enter", words: actWords, keep: true },
    disabled: cannotAct,
    run: act,
  },
  {
    ...runbook,
    id: "step.look",
    title: "look now at what the step waits for",
    keys: ["c"],
    footer: { keys: "c", words: "look now" },
    disabled: (state) =>
      expected(state) === undefined && !state.leader
        ? "the step waits for no check"
        : cannotLook(state, expected(state)),
    run: (context) => lookNow(context, [expected(context.state) ?? ""], "c"),
  },
  {
    ...runbook,
    id: "step.previous",
    title: "the step before",
    keys: ["[", "k", "up"],
    footer: { keys: "[ ]", words: "other steps" },
    repeats: true,
    run: (context) => view(context, -1),
  },
  {
    ...runbook,
    id: "step.next",
    title: "the next step",
    keys: ["]", "j", "down"],
    repeats: true,
    run: (context) => view(context, 1),
  },
  {
    ...runbook,
    id: "step.again",
    title: "try the step again, or ask a second person anew whose code has expired",
    keys: ["t"],
    footer: { keys: "t", words: "again" },
    disabled: cannotRetry,
    run: ({ actions }) => actions.desk.again(),
  },
  deciding("skip", "u", "skip the step; asks for a reason"),
  deciding("override", "o", "take the step for passed, marked for ever; asks for a reason"),
  deciding("abort", "a", "abort the run; asks for a reason"),
  {
    ...runbook,
    id: "run.leave",
    title: "back to the panels; the run goes on",
    keys: ["esc"],
    help: "folded",
    run({ state, dispatch }) {
      if (state.view.step !== undefined) dispatch({ type: "step.viewed", step: undefined });
      else if (state.view.zoomed) dispatch({ type: "zoomed", on: false });
    },
  },
];
