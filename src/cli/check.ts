import { tame } from "../core/hostile-text.ts";
import { nearestId } from "../core/nearest.ts";
import type { CheckPlan } from "../core/plan.ts";
import { checkReport, checkTable, exitOf } from "./check-report.ts";
import { type CliContext, EXIT, type Run } from "./context.ts";
import { reportUnread } from "./duties.ts";
import { parseFlags } from "./flags.ts";
import { choosePlans, lookOnce, looksFor } from "./look-once.ts";
import type { Searched } from "./marks/marks.ts";
import { searchOnce } from "./marks/search-once.ts";
import { nothingToWatch } from "./nothing-to-watch.ts";
import { openConfig, reportProblems } from "./open-config.ts";
import { restoreCard } from "./restore-card.ts";
import { openSession, type Session, type SessionFlags } from "./session.ts";
import { stateDir } from "./state-dir.ts";
import { untilSignal } from "./until-signal.ts";
import { watchDuties } from "./watch-duties.ts";

export const check: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, { watch: { type: "boolean" } });
  const config = await openConfig(values, context);
  if (reportProblems(config.problems, context) || nothingToWatch(config, context)) return EXIT.usage;
  const { chosen, unknown } = choosePlans(config.plans, positionals);
  if (unknown.length > 0) {
    context.stderr.write(`${unknown.map((word) => noCheck(word, config.plans)).join("\n")}\n`);
    return EXIT.usage;
  }
  const began = context.clock.now();
  const session = openSession(config, values, context);
  const { store } = session;
  const owed = await watchCheckedDuties(session, values, context);
  const print = (): number => {
    const now = context.clock.now();
    const unseen = context.unseen?.();
    const report = { ...checkReport(store.getState(), chosen, now), unseen: unseen ?? null };
    const card = restoreCard(store.getState().duties, now, values);
    const blind = unseen === undefined ? "" : `? ${unseen}\n`;
    context.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${checkTable(report, began)}${blind}${card}`);
    const exit = owed.code(exitOf(report));
    return unseen !== undefined && exit === EXIT.ok ? EXIT.unknown : exit;
  };
  try {
    await session.restore();
    const searching = searchOnce({ config, flags: values, session, context });
    await lookOnce(session, chosen, context.clock);
    owed.show((await searching).searched);
    if (!values.watch) return print();
    session.scheduler.start({ only: looksFor(config.plans, chosen) });
    return await watch(session, print, context);
  } finally {
    owed.stop();
    await session.close();
  }
};

/** Says which check was most likely meant, else which there are. */
function noCheck(word: string, plans: readonly CheckPlan[]): string {
  const ids = plans.map((plan) => plan.id);
  const meant = nearestId(word, ids);
  return `no check ${tame(word)}; ${meant === undefined ? `there are ${ids.join(", ")}` : `did you mean ${meant}?`}`;
}

/** While a journal or a target cannot be read a duty may be hidden there: then all being well is not known. */
async function watchCheckedDuties({ store }: Session, flags: SessionFlags, context: CliContext) {
  let unread = false;
  const tell = (problem: string): void => {
    unread = true;
    reportUnread([problem], context);
  };
  const state = stateDir(flags.state, context.env, context.home);
  const watch = await watchDuties({ store, state, clock: context.clock, tell });
  const show = ({ duties, failed }: Searched): void => {
    unread ||= failed;
    watch.found(duties);
  };
  const code = (exit: number): number => (unread && exit === EXIT.ok ? EXIT.unknown : exit);
  return { stop: watch.stop, show, code };
}

const WATCH_MS = 5000;

/** Resolves when whoever read the output has gone. */
function unread(stdout: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => void stdout.once("error", () => resolve()));
}

/** Prints again whenever something may have changed, until a signal comes or nobody reads it any more. Exits by the last report. */
async function watch(session: Session, print: () => number, context: CliContext): Promise<number> {
  let code = print();
  const tick = setInterval(() => {
    session.store.dispatch({ type: "ticked", now: context.clock.now() });
    code = print();
  }, WATCH_MS);
  using asked = untilSignal();
  await Promise.race([asked.signal, unread(context.stdout)]);
  clearInterval(tick);
  return code;
}
