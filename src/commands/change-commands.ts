import { isUnlocked } from "../core/change-guard.ts";
import { leaderWords } from "../store/leader-words.ts";
import { offeredRunbooks, owedEntries } from "../store/select-owed.ts";
import type { CockpitState } from "../store/state.ts";
import type { Command, CommandContext } from "./command.ts";
import { formOverlay, unlockable } from "./forms.ts";
import { lookNow } from "./look-now.ts";
import { choiceChecks, defaultsOf } from "./param-forms.ts";

const main = { scope: "main" } as const;

/** The runbooks, those first that fit the row, or what is failing. */
export function openRunbooks({ state, dispatch }: CommandContext, row: string | undefined): void {
  const list = offeredRunbooks(state, row);
  dispatch({ type: "overlay.opened", overlay: { type: "runbooks", index: 0, row, list } });
}

/** Why there is no list of runbooks to open; undefined: there is one. */
export function noRunbooks({ runbooks }: CockpitState): string | undefined {
  return runbooks.length === 0 ? "no runbook is there: they lie in runbooks/*.md beside the system files" : undefined;
}

/** The form that starts a runbook. What can be chosen is looked at now: such checks are often looked at by hand only. */
export function openStart(context: CommandContext, id: string): void {
  const { state, dispatch } = context;
  const offer = state.runbooks.find((one) => one.id === id);
  if (!offer) return;
  const overlay = formOverlay({ kind: "start", runbook: id }, defaultsOf(offer.params));
  dispatch({ type: "overlay.opened", overlay });
  const asked = choiceChecks(offer.system, offer.params);
  if (asked.length > 0) lookNow(context, asked, "enter");
}

/** Why there is no list of what is owed to open; undefined: there is one. */
export function nothingOwed(state: CockpitState): string | undefined {
  return owedEntries(state).length === 0 ? "nothing is owed: no duty is open, no run was interrupted" : undefined;
}

export function openOwed({ dispatch }: Pick<CommandContext, "dispatch">): void {
  dispatch({ type: "overlay.opened", overlay: { type: "owed", index: 0 } });
}

function cannotUnlock(state: CockpitState): string | undefined {
  const { leader, write, now } = state;
  if (leader) return `${leaderWords(leader)}: unlock there`;
  if (unlockable(state).length === 0) return "every system here is locked by its system file";
  const open = write && isUnlocked(write, write.environment, now) ? write.environment : undefined;
  return open === undefined ? undefined : `${open} is unlocked already: W locks`;
}

export const changeCommands: readonly Command[] = [
  {
    ...main,
    id: "runbook.open",
    title: "runbooks: what fits, then all",
    group: "Change",
    keys: ["r"],
    footer: { keys: "r", words: "runbooks", keep: true },
    disabled: noRunbooks,
    run: (context) => openRunbooks(context, undefined),
  },
  {
    ...main,
    id: "duty.open",
    title: "open duties and their restore, interrupted runs",
    group: "Change",
    keys: ["R"],
    footer: { keys: "R", words: "duties" },
    disabled: nothingOwed,
    run: openOwed,
  },
  {
    ...main,
    id: "write.unlock",
    title: "ask to unlock writing",
    group: "Change",
    keys: ["w"],
    footer: { keys: "w", words: "unlock" },
    disabled: cannotUnlock,
    run: ({ dispatch }) => dispatch({ type: "overlay.opened", overlay: formOverlay({ kind: "unlock" }) }),
  },
  {
    ...main,
    id: "write.lock",
    title: "lock writing",
    group: "Change",
    keys: ["W"],
    disabled: ({ write, now }) => (write && now < write.until ? undefined : "already read-only"),
    run: async ({ dispatch, actions }) => {
      await actions.desk.lock();
      dispatch({ type: "notice.shown", text: "locked: read-only again" });
    },
  },
];
