import { readFile } from "node:fs/promises";
import { brotliDecompressSync } from "node:zlib";
import type { Actions } from "../../commands/command.ts";
import { commandTable } from "../../commands/commands.ts";
import { replayCommands } from "../../commands/replay-commands.ts";
import { tame } from "../../core/hostile-text.ts";
import { plural } from "../../core/plural.ts";
import { frameHash } from "../../recording/recorder.ts";
import { parseRecording, type Recording } from "../../recording/recording.ts";
import { recordedFrames, stateAt } from "../../recording/replay.ts";
import { renderFrame } from "../../ui/render-frame.tsx";
import { startScreen } from "../../ui/start-screen.tsx";
import { chooseTheme } from "../../ui/theme/choose-theme.ts";
import { createTheme, type ThemeChoice } from "../../ui/theme/theme.ts";
import { askBackground } from "../ask-background.ts";
import { type CliContext, EXIT, panelIds, type Run, type Training } from "../context.ts";
import { parseFlags, UsageError } from "../flags.ts";
import { leaveOnSignal } from "../leave-on-signal.ts";
import { saveFrame } from "../save-frame.ts";
import { stateDir } from "../state-dir.ts";
import { Player } from "./player.ts";
import { readRecording } from "./recorded-series.ts";
import { theIncident } from "./the-incident.ts";

/** Plays a recorded incident into the panels. It looks at no system. With --check: 0 as recorded, 1 another frame. */
export const replay: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, { check: { type: "boolean" } });
  const state = stateDir(values.state, context.env, context.home);
  const recording = shownIn(panelIds(context), await openRecording(positionals, state, context));
  for (const problem of recording.problems) context.stderr.write(`${problem}\n`);
  return values.check ? checkFrames(recording, values.json === true, context) : play(recording, state, context);
};

async function openRecording(asked: readonly string[], state: string, context: CliContext): Promise<Recording> {
  const [word] = asked;
  const training = context.trainings?.find(({ name }) => name === word);
  if (training) return required(parseRecording(unpacked(training)), training.name);
  if (word !== undefined && /[./]/.test(word)) {
    const text = await readFile(word, "utf8").catch(() => undefined);
    if (text === undefined) throw new UsageError(`${word} cannot be read`);
    return required(parseRecording(text), word);
  }
  if (word === undefined) throw new UsageError(`replay takes an incident, a file or ${namesOf(context)}`);
  const { incident } = await theIncident(asked, state, context);
  return required(await readRecording(incident.folder), incident.id);
}

/** A recording is played into the panels of this build, whichever there were. */
function shownIn(panels: readonly string[], recording: Recording): Recording {
  const moments = recording.moments.map((moment) =>
    moment.kind === "state" ? { ...moment, state: { ...moment.state, panels } } : moment,
  );
  return { ...recording, moments };
}

function namesOf({ trainings = [] }: CliContext): string {
  return trainings.map(({ name }) => name).join(", ");
}

function unpacked({ packed }: Training): string {
  return brotliDecompressSync(Buffer.from(packed, "base64")).toString("utf8");
}

function required(recording: Recording | undefined, name: string): Recording {
  if (recording && stateAt(recording, 0)) return recording;
  throw new UsageError(`${name} has no recording that this opsdeck can play`);
}

/** Draws each frame whose hash was recorded, of the same events, at the same size, and compares. */
function checkFrames(recording: Recording, json: boolean, context: CliContext): number {
  const { panels, stdout, stderr, version } = context;
  const commands = commandTable(panelIds(context));
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (recording.zone !== here) {
    stderr.write(
      `recorded in the zone ${tame(recording.zone, 60)}, this is ${here}: set TZ=${tame(recording.zone, 60)}\n`,
    );
    return EXIT.usage;
  }
  const frames = [...recordedFrames(recording)].map(({ frame, state }) => {
    const { columns, rows, theme } = frame.shape;
    const text = renderFrame({ state, panels, commands, columns, rows, theme: createTheme(theme as ThemeChoice) });
    return { at: new Date(frame.at).toISOString(), columns, rows, same: frameHash(text) === frame.sha256 };
  });
  const other = frames.filter(({ same }) => !same);
  if (json) stdout.write(`${JSON.stringify({ version: 1, incident: tame(recording.incident), frames })}\n`);
  else stdout.write(`${frames.length - other.length} of ${plural(frames.length, "frame")} as recorded\n`);
  for (const { at, columns, rows } of other) stderr.write(`another frame at ${at}, ${columns}x${rows}\n`);
  if (other.length > 0 && recording.version !== version) {
    stderr.write(`recorded by opsdeck ${tame(recording.version, 40)}, this is ${version}: its frames may differ\n`);
  }
  return other.length === 0 ? EXIT.ok : EXIT.bad;
}

async function play(recording: Recording, folder: string, context: CliContext): Promise<number> {
  const { stdout, stdin, panels, clock, env } = context;
  const first = stateAt(recording, 0);
  if (!first || !stdout.isTTY || !stdin.isTTY) {
    context.stderr.write("a replay needs a terminal; without one: opsdeck replay ID --check\n");
    return EXIT.usage;
  }
  const background = await askBackground(stdin, stdout);
  const theme = createTheme(chooseTheme({ ...env, background }));
  const player = new Player(recording, first, clock);
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  let clear = (): void => undefined;
  const forget = leaveOnSignal(() => clear(), stdout);
  const screen = startScreen({
    store: player.store,
    panels,
    commands: replayCommands(commandTable(panelIds(context)), player),
    actions: viewingOnly({
      copy: (text) => void stdout.write(`\u001b]52;c;${Buffer.from(text).toString("base64")}\u0007`),
      saveFrame: (text) => saveFrame(text, { folder, at: clock.now() }),
      quit: leave,
    }),
    theme,
    clock: player.clock,
    stdout,
    stdin,
  });
  clear = screen.unmount;
  const stop = player.start();
  await left;
  stop();
  forget();
  clear();
  return EXIT.ok;
}

/** Whatever else is asked of the machine is refused: nothing of a replay is there to be changed. */
function viewingOnly(can: Pick<Actions, "copy" | "saveFrame" | "quit">): Actions {
  const refuse = (): never => {
    throw new Error("this is a replay: nothing is looked at or changed");
  };
  const nothing = new Proxy({}, { get: () => refuse }) as Actions["desk"];
  return {
    ...can,
    runNow: refuse,
    tick: refuse,
    breakFault: refuse,
    healFault: refuse,
    suspend: refuse,
    giveLead: refuse,
    desk: nothing,
  };
}
