import { tame } from "../core/hostile-text.ts";
import { plural } from "../core/plural.ts";
import { JournalError } from "../journal/journal-error.ts";
import { chooseTheme } from "../ui/theme/choose-theme.ts";
import { createTheme, type Theme } from "../ui/theme/theme.ts";
import { askBackground } from "./ask-background.ts";
import { openScreen } from "./cockpit-screen.ts";
import { type CliContext, EXIT, type Run } from "./context.ts";
import { openCockpitDesk } from "./desk/open-desk.ts";
import type { OpenedDesk } from "./desk/opened-desk.ts";
import { farewell } from "./farewell.ts";
import { parseFlags, UsageError } from "./flags.ts";
import { hearWarnings } from "./hear-warnings.ts";
import { screenRecorder } from "./incident/screen-recorder.ts";
import { connectLab, noLab } from "./lab/connect.ts";
import { leaveOnSignal } from "./leave-on-signal.ts";
import { leadOrFollow } from "./live/lead.ts";
import { Marks } from "./marks/marks.ts";
import { watchMarks } from "./marks/watch-marks.ts";
import { nothingToWatch } from "./nothing-to-watch.ts";
import { hearNotices } from "./notices/tell-notices.ts";
import { type ConfigFlags, type OpenedConfig, openConfig, reportProblems } from "./open-config.ts";
import { restoreCard } from "./restore-card.ts";
import { looksOf } from "./run-ports.ts";
import { openSession, type Session, type SessionFlags } from "./session.ts";
import { stateDir } from "./state-dir.ts";
import { FarView } from "./team/far-view.ts";
import { openTeam } from "./team/open-team.ts";
import { watchDuties } from "./watch-duties.ts";

export const cockpit: Run = (argv, context) => openCockpit(argv, context, true);

/** A cockpit that shows what the leader sees and never leads itself. */
export const follow: Run = (argv, context) => openCockpit(argv, context, false);

async function openCockpit(argv: readonly string[], context: CliContext, mayLead: boolean): Promise<number> {
  const { values, positionals } = parseFlags(argv, { incident: { type: "string" }, present: { type: "boolean" } });
  if (!mayLead && values.incident !== undefined)
    throw new UsageError("follow takes no --incident: it shows the one of the cockpit that leads");
  // The terminal answers while the configuration is read.
  const asked = askBackground(context.stdin, context.stdout);
  const config = await openConfig(values, context);
  const background = await asked;
  if (reportProblems(config.problems, context) || nothingToWatch(config, context)) return EXIT.usage;
  if (positionals.length > 0 || !context.stdout.isTTY || !context.stdin.isTTY) {
    context.stderr.write("the cockpit needs a terminal; without one: opsdeck check, opsdeck frame\n");
    return EXIT.usage;
  }
  const theme = createTheme(chooseTheme({ ...context.env, background }));
  return live({ config, flags: values, context, theme, mayLead });
}

interface Opened {
  readonly config: OpenedConfig;
  readonly flags: SessionFlags &
    ConfigFlags & { readonly incident?: string | undefined; readonly present?: boolean | undefined };
  readonly context: CliContext;
  readonly theme: Theme;
  readonly mayLead: boolean;
}

async function live(opened: Opened): Promise<number> {
  const { incident } = opened.flags;
  const machine = await openMachine(opened);
  try {
    if (incident !== undefined && !resumed(machine.desk, incident, opened.context)) return EXIT.usage;
    await onScreen(opened, machine);
    return EXIT.ok;
  } finally {
    await closeMachine(machine);
  }
}

/** From the first frame until the operator leaves. */
async function onScreen(opened: Opened, machine: Machine): Promise<void> {
  const { config, flags, context, theme, mayLead } = opened;
  const { session, state, log, lab, duties, team, marks, desk } = machine;
  const { store } = session;
  if (flags.present) store.dispatch({ type: "presented", as: "shown" });
  const hush = hearNotices({ config, session, context, tell: log });
  const unwarn = hearWarnings(log);
  let giveLead = (): boolean => false;
  const screen = openScreen({ ...machine, config, context, theme, giveLead: () => giveLead() });
  const owed = (): string => {
    const { columns } = context.stdout;
    return restoreCard(store.getState().duties, context.clock.now(), { state: flags.state, columns });
  };
  const leave = (): void => {
    screen.leave();
    desk.drop();
  };
  const sayFarewell = farewell(leave, owed, context.stdout);
  const forget = leaveOnSignal(leave, context.stdout);
  // Who may be ended at any moment draws only when that gives the terminal back. The first looks load their libraries: the
  // first frame does not wait for them.
  await screen.show();
  const unwatch = lab.watch();
  const [lead] = await Promise.all([
    leadOrFollow({ session, state, flags, context, log, mayLead, led: desk.led, team, found: duties.found }),
    desk.offer(),
  ]);
  const unmark = watchMarks({ clock: context.clock, pace: config.pace, store, marks, owed: duties, tell: log });
  giveLead = () => lead.give() || team.give();
  await screen.left;
  hush();
  unwarn();
  await desk.close();
  sayFarewell();
  forget();
  lead.end();
  unmark();
  unwatch();
}

type Machine = Awaited<ReturnType<typeof openMachine>>;

/** Without a screen and a lead, nothing of it goes on after this. */
async function closeMachine({ session, team, far, duties }: Machine): Promise<void> {
  await team.closed();
  far.follow(false);
  duties.stop();
  await session.close();
}

/** All of a cockpit but its screen and who leads. */
async function openMachine({ config, flags, context, theme }: Opened) {
  const session = openSession(config, flags, context);
  const { store } = session;
  const lab = config.lab ? connectLab(config.lab.control, store) : noLab;
  const log = logInto(session, context);
  log(`looking at ${config.systems.map((system) => system.title).join(", ")}: ${plural(config.plans.length, "check")}`);
  context.feed?.listen(log);
  const state = stateDir(flags.state, context.env, context.home);
  const duties = await watchDuties({ store, state, clock: context.clock, tell: log });
  const record = screenRecorder({ store, context, theme, state, redact: session.vault.redact, tell: log });
  const team = openTeam({
    config,
    session,
    flags,
    context,
    log,
    passes: (how) => void desk.leadPassed(how),
    follow: (other) => far.follow(other),
    brought() {
      far.look();
      void duties.look();
    },
  });
  const marks = new Marks({ config, session, context, state });
  const desk: OpenedDesk = await openCockpitDesk({
    session,
    config,
    flags,
    log,
    record,
    marks,
    context: team.context,
  });
  const far = farView({ session, config, context, state }, desk);
  return { session, state, log, lab, duties, team, marks, desk, far };
}

interface FarPlace {
  readonly session: Session;
  readonly config: OpenedConfig;
  readonly context: CliContext;
  readonly state: string;
}

/** What is shown of another bastion that leads. */
function farView({ session, config, context, state }: FarPlace, desk: OpenedDesk): FarView {
  const { pace, bindings } = config;
  return new FarView({
    ...{ store: session.store, state, clock: context.clock, pace, bindings, led: desk.led },
    looks: looksOf(session, context),
    runbooks: () => desk.runbooks,
  });
}

function logInto({ store, vault }: Session, { clock }: CliContext): (text: string) => void {
  return (text) => {
    const line = { at: clock.now(), level: "info" as const, text: tame(vault.redact(text)) };
    store.dispatch({ type: "log.added", line });
  };
}

/** The one who takes over opens where the other has left. */
function resumed(desk: OpenedDesk, incident: string, { stderr }: CliContext): boolean {
  try {
    desk.resume(incident);
    return true;
  } catch (error) {
    if (!(error instanceof JournalError)) throw error;
    stderr.write(`${error.message}\n`);
    return false;
  }
}
