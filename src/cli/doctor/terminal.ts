import { chooseTheme } from "../../ui/theme/choose-theme.ts";
import type { ThemeChoice } from "../../ui/theme/theme.ts";
import { askBackground } from "../ask-background.ts";
import type { CliContext } from "../context.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** What the screen will be drawn with: size, signs, colours. */
export async function terminalFindings(context: CliContext): Promise<readonly Finding[]> {
  const { env, stdin, stdout } = context;
  const background = await askBackground(stdin, stdout);
  const theme = chooseTheme({ ...env, background });
  return [sizeFinding(context), signsFinding(theme, env), colourFinding(theme, env)];
}

type Env = CliContext["env"];

function sizeFinding({ stdin, stdout }: CliContext): Finding {
  const id = "terminal.size";
  const { columns = 0, rows = 0 } = stdout;
  if (!stdout.isTTY || !stdin.isTTY)
    return ok(id, "no terminal on stdin and stdout of this call, so that its size is not known");
  const size = `${columns}×${rows}`;
  if (columns < 60 || rows < 15)
    return warn(id, `${size}: room for one line only`, "make it 80×24 for all panels, 120×40 for all of their rows");
  if (columns < 80 || rows < 24) return warn(id, `${size}: panels are cut short`, "make it 80×24 at least");
  return ok(id, size);
}

function signsFinding({ ascii }: ThemeChoice, { TERM, LC_ALL, LC_CTYPE, LANG }: Env): Finding {
  const locale = LC_ALL || LC_CTYPE || LANG || "";
  const said = locale === "" ? "no locale is set" : `the locale is ${locale}`;
  if (!ascii) return ok("terminal.signs", `UTF-8 (${locale})`);
  const todo = /utf-?8/i.test(locale)
    ? "use a terminal with a larger font than that of the console"
    : "export LANG=C.UTF-8";
  return warn("terminal.signs", `drawn in ASCII: ${said}, TERM is ${TERM ?? "not set"}`, todo);
}

function colourFinding({ depth, ground }: ThemeChoice, { NO_COLOR, TERM }: Env): Finding {
  const id = "terminal.colour";
  if (NO_COLOR) return ok(id, "none, as NO_COLOR asks; signs and words say the same");
  if (depth === "mono")
    return warn(id, `none: TERM is ${TERM ?? "not set"}`, "export TERM=xterm-256color, or what it is");
  if (depth === "16") return ok(id, "its own sixteen: it did not say what its background is");
  return ok(id, `${depth === "truecolor" ? "24-bit" : depth} colours on ${ground} ground`);
}
