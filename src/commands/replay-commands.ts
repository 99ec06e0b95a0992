import type { Command } from "./command.ts";

/** What moves a recording that is played. */
export interface ReplayDesk {
  readonly toggle: () => void;
  readonly back: () => void;
  readonly forth: () => void;
  readonly faster: () => void;
  readonly slower: () => void;
}

const base = { scope: "anywhere", group: "View" } as const;

/**
 * The commands of a replay: those that look and change the view, and those that move the recording. A key of the latter
 * means nothing else there, and nothing of it can change a system.
 */
export function replayCommands(commands: readonly Command[], desk: ReplayDesk): readonly Command[] {
  const moves: readonly Command[] = [
    { ...base, id: "replay.pause", title: "pause, go on", keys: ["space"], run: desk.toggle },
    { ...base, id: "replay.back", title: "seek back", keys: ["["], run: desk.back },
    { ...base, id: "replay.forth", title: "seek forth", keys: ["]"], run: desk.forth },
    { ...base, id: "replay.faster", title: "faster", keys: ["+", "="], run: desk.faster },
    { ...base, id: "replay.slower", title: "slower", keys: ["-"], run: desk.slower },
    {
      scope: "main",
      group: "Leave",
      id: "replay.leave",
      title: "leave the replay",
      keys: ["q"],
      footer: { keys: "q", words: "leave", keep: true },
      run: ({ actions }) => actions.quit(),
    },
  ];
  const taken = new Set(moves.flatMap(({ keys }) => keys));
  const looks = commands.filter(({ group, id, keys }) => {
    const only = group === "Look" || group === "View" || id === "interrupt";
    return only && !id.startsWith("check.") && !keys.some((key) => taken.has(key));
  });
  return [...moves, ...looks];
}
