import { checkReport, checkTable, exitOf } from "./check-report.ts";
import { type CliContext, EXIT, type Run } from "./context.ts";
import { reportUnread } from "./duties.ts";
import { parseFlags } from "./flags.ts";
import { choosePlans, lookOnce } from "./look-once.ts";
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
    context.stderr.write(
      `no check ${unknown.join(", ")}; there are ${config.plans.map((plan) => plan.id).join(", ")}\n`,
    );
    return EXIT.usage;
  }
  const session = openSession(config, values, context);
  const { store } = session;
  const owed = await watchCheckedDuties(session, values, context);
  const print = (): number => {
    const now = context.clock.now();
    const report = checkReport(store.getState(), chosen, now);
    const card = restoreCard(store.getState().duties, now, values.state);
    context.stdout.write(values.json ? `${JSON.stringify(report)}\n` : `${checkTable(report)}${card}`);
    return owed.code(exitOf(report));
  };
  try {
    await session.restore();
    await lookOnce(session, chosen, context.clock);
    return values.watch ? await watch(session, print, context) : print();
  } finally {
    owed.stop();
    await session.close();
  }
};

/** While a journal cannot be read whole a duty may be hidden in it: then all being well is not known. */
async function watchCheckedDuties({ store }: Session, flags: SessionFlags, context: CliContext) {
  let unread = false;
  const tell = (problem: string): void => {
    unread = true;
    reportUnread([problem], context);
  };
  const state = stateDir(flags.state, context.env, context.home);
  const stop = await watchDuties({ store, state, clock: context.clock, tell });
  return { stop, code: (exit: number) => (unread && exit === EXIT.ok ? EXIT.unknown : exit) };
}

const WATCH_MS = 5000;

/** Prints again whenever something may have changed, until a signal comes. Exits by the last report. */
async function watch(session: Session, print: () => number, context: CliContext): Promise<number> {
  let code = print();
  session.scheduler.start();
  const tick = setInterval(() => {
    session.store.dispatch({ type: "ticked", now: context.clock.now() });
    code = print();
  }, WATCH_MS);
  await untilSignal();
  clearInterval(tick);
  return code;
}
