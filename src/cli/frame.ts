import { commandTable } from "../commands/commands.ts";
import { renderFrame } from "../ui/render-frame.tsx";
import { chooseTheme } from "../ui/theme/choose-theme.ts";
import { createTheme, type ThemeChoice } from "../ui/theme/theme.ts";
import { type CliContext, EXIT, panelIds, type Run } from "./context.ts";
import { reportUnread } from "./duties.ts";
import { findDuties } from "./find-duties.ts";
import { noWords, parseFlags, wholeNumber } from "./flags.ts";
import { lookOnce } from "./look-once.ts";
import { nothingToWatch } from "./nothing-to-watch.ts";
import { openConfig, reportProblems } from "./open-config.ts";
import { openSession } from "./session.ts";
import { stateDir } from "./state-dir.ts";
import { withUserKeys } from "./user-keys.ts";

export const frame: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, {
    columns: { type: "string" },
    rows: { type: "string" },
    panel: { type: "string" },
    "no-color": { type: "boolean" },
  });
  noWords(positionals, "frame", "; a panel is named by --panel");
  const columns = wholeNumber("columns", values.columns, { min: 1, max: 500, or: context.stdout.columns ?? 120 });
  const rows = wholeNumber("rows", values.rows, { min: 1, max: 300, or: context.stdout.rows ?? 40 });
  const panel = context.panels.find((spec, index) =>
    [spec.id, spec.title, String(index + 1)].includes(values.panel ?? ""),
  );
  if (values.panel !== undefined && !panel) {
    context.stderr.write(`no panel ${values.panel}; there are ${panelIds(context).join(", ")}\n`);
    return EXIT.usage;
  }
  const config = await openConfig(values, context);
  if (reportProblems(config.problems, context) || nothingToWatch(config, context)) return EXIT.usage;
  const session = openSession(config, values, context);
  try {
    await session.restore();
    await lookOnce(
      session,
      config.plans.filter((plan) => plan.mode === "scheduled"),
      context.clock,
    );
    const { store } = session;
    const owed = await findDuties(stateDir(values.state, context.env, context.home));
    reportUnread(owed.problems, context);
    store.dispatch({ type: "duties.changed", duties: owed.duties });
    store.dispatch({ type: "ticked", now: context.clock.now() });
    if (panel) {
      store.dispatch({ type: "panel.focused", panel: panel.id });
      store.dispatch({ type: "zoomed", on: true });
    }
    const theme = createTheme(themeOf(values["no-color"] === true, context));
    const state = store.getState();
    const { panels } = context;
    const commands = withUserKeys(commandTable(panelIds(context)), config.keys);
    context.stdout.write(`${renderFrame({ state, panels, commands, columns, rows, theme })}\n`);
    return EXIT.ok;
  } finally {
    await session.close();
  }
};

/** Colour codes are for terminals: a pipe gets them only when FORCE_COLOR asks for them. */
function themeOf(plain: boolean, { env, stdout }: CliContext): ThemeChoice {
  const choice = chooseTheme(env);
  return plain || !(stdout.isTTY || env.FORCE_COLOR) ? { ...choice, depth: "none" } : choice;
}
