import { checkReport, checkTable, exitOf } from "./check-report.ts";
import { type CliContext, EXIT, type Run } from "./context.ts";
import { parseFlags } from "./flags.ts";
import { choosePlans, lookOnce } from "./look-once.ts";
import { nothingToWatch } from "./nothing-to-watch.ts";
import { openConfig, reportProblems } from "./open-config.ts";
import { openSession, type Session } from "./session.ts";
import { untilSignal } from "./until-signal.ts";

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
  const print = (): number => {
    const report = checkReport(session.store.getState(), chosen, context.clock.now());
    context.stdout.write(values.json ? `${JSON.stringify(report)}\n` : checkTable(report));
    return exitOf(report);
  };
  try {
    await lookOnce(session, chosen);
    return values.watch ? await watch(session, print, context) : print();
  } finally {
    await session.close();
  }
};

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
