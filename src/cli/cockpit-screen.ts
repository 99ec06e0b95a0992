import type { Actions } from "../commands/command.ts";
import { commandTable } from "../commands/commands.ts";
import { type StartedScreen, startScreen } from "../ui/start-screen.tsx";
import type { Theme } from "../ui/theme/theme.ts";
import { type CliContext, panelIds } from "./context.ts";
import { heldDesk } from "./desk/held-desk.ts";
import type { OpenedConfig } from "./open-config.ts";
import { ringBell } from "./ring-bell.ts";
import { saveFrame } from "./save-frame.ts";
import type { Session } from "./session.ts";
import { showTitle } from "./terminal-title.ts";
import { withUserKeys } from "./user-keys.ts";

interface ScreenParts {
  readonly config: OpenedConfig;
  readonly session: Session;
  readonly theme: Theme;
  readonly context: CliContext;
  readonly lab: Pick<Actions, "breakFault" | "healFault">;
  readonly desk: Actions["desk"];
  readonly giveLead: Actions["giveLead"];
  readonly state: string;
}

/** The screen on this terminal, from `show` until the operator leaves. Suspended, it is gone; continued, it is drawn anew. */
export function openScreen({ config, session, theme, context, lab, desk, state, giveLead }: ScreenParts) {
  const { stdout, stdin, panels, clock } = context;
  const { store, scheduler, vault } = session;
  const commands = withUserKeys(commandTable(panelIds(context)), config.keys);
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  let screen: StartedScreen | undefined;
  let quieten = (): void => undefined;
  const draw = (): void => {
    const endings = [showTitle(store, stdout), ringBell(store, stdout)];
    quieten = () => {
      for (const end of endings) end();
    };
    screen = startScreen({ store, panels, commands, actions, theme, clock, stdout, stdin });
  };
  const clear = (): void => {
    if (!screen) return;
    screen.unmount();
    screen = undefined;
    quieten();
  };
  const actions: Actions = {
    ...lab,
    desk: heldDesk(desk, () => store.getState().view.presenting !== undefined),
    giveLead,
    runNow: (ids) => {
      for (const id of ids) void scheduler.runNow(id);
    },
    tick: session.tick,
    copy: (text) => void stdout.write(`\u001b]52;c;${Buffer.from(vault.redact(text)).toString("base64")}\u0007`),
    saveFrame: (text) => saveFrame(vault.redact(text), { folder: state, at: clock.now() }),
    suspend: () => {
      clear();
      process.once("SIGCONT", draw);
      // The whole process group, as the terminal does it: an npm that goes on would keep the shell from its prompt.
      process.kill(0, "SIGTSTP");
    },
    quit: () => {
      clear();
      leave();
    },
  };
  const show = async (): Promise<void> => {
    draw();
    await screen?.painted();
  };
  return { left, leave: clear, show };
}
