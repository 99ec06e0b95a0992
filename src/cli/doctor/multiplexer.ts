import type { Clients } from "../../core/clients.ts";
import type { CliContext } from "../context.ts";
import { type Finding, ok, warn } from "./finding.ts";

/** What stands between opsdeck and the terminal, and whether `y` reaches a clipboard through it. */
export async function multiplexerFindings(
  { env }: CliContext,
  clients: Pick<Clients, "programs">,
): Promise<readonly Finding[]> {
  const id = "clipboard";
  if (env.TMUX) return tmuxFindings(env.TMUX, clients);
  if (env.STY) return [warn(id, "GNU screen passes no copied text on", "use tmux with: set -g set-clipboard on")];
  return [
    ok(id, "y sends OSC 52; whether the terminal takes it cannot be asked (xterm.js, iTerm2: a setting allows it)"),
  ];
}

async function tmuxFindings(socket: string, clients: Pick<Clients, "programs">): Promise<readonly Finding[]> {
  const [clipboard, held] = await Promise.all([
    tmuxOption("set-clipboard", socket, clients),
    tmuxOption("escape-time", socket, clients),
  ]);
  const late = Number(held) > 100;
  return [
    clipboard === "on"
      ? ok("clipboard", "tmux hands on what y copies")
      : warn("clipboard", `tmux keeps what y copies: set-clipboard is ${clipboard}`, "tmux set -g set-clipboard on"),
    late
      ? warn("tmux.escape", `tmux holds esc back for ${held} ms`, "tmux set -g escape-time 20")
      : ok("tmux.escape", `esc is held back for ${held} ms`),
  ];
}

async function tmuxOption(name: string, socket: string, { programs }: Pick<Clients, "programs">): Promise<string> {
  const argv = ["tmux", "show-options", "-sv", name] as const;
  try {
    const run = { name: "tmux", argv, env: { TMUX: socket }, timeoutMs: 2000 };
    const { stdout } = await programs.run(run, AbortSignal.timeout(3000));
    return stdout.trim() || "not known";
  } catch {
    return "not known";
  }
}
