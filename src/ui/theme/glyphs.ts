export interface Box {
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly across: string;
  readonly down: string;
}

export interface Glyphs {
  readonly ok: string;
  readonly warn: string;
  readonly fail: string;
  readonly unknown: string;
  readonly unread: string;
  readonly staleOk: string;
  readonly staleWarn: string;
  readonly staleFail: string;
  readonly dash: string;
  readonly cut: string;
  readonly hint: string;
  readonly arrow: string;
  readonly cursor: string;
  readonly caret: string;
  readonly now: string;
  /** A step that is done, a proof that holds. */
  readonly done: string;
  readonly duty: string;
  readonly divider: string;
  /** Eight heights for charts; rows use the first seven, so that neighbours never touch. Empty: no sparks. */
  readonly levels: readonly string[];
  readonly full: string;
  /** What is left of a bar. */
  readonly rest: string;
  readonly threshold: string;
  readonly axis: string;
  readonly tick: string;
  readonly corner: string;
  readonly floor: string;
  readonly floorTick: string;
  readonly box: Box;
  readonly focusBox: Box;
  readonly dangerBox: Box;
}

function box(signs: string): Box {
  const [topLeft = "", topRight = "", bottomLeft = "", bottomRight = "", across = "", down = ""] = [...signs];
  return { topLeft, topRight, bottomLeft, bottomRight, across, down };
}

/** No sign is an emoji: phones may draw those two cells wide and in colour. */
export const unicode: Glyphs = {
  ok: "●",
  warn: "▲",
  fail: "✘",
  unknown: "?",
  unread: "·",
  staleOk: "○",
  staleWarn: "△",
  staleFail: "×",
  dash: "—",
  cut: "…",
  hint: "→",
  arrow: "→",
  cursor: "›",
  caret: "▏",
  now: "▸",
  done: "✓",
  duty: "◆",
  divider: "│",
  levels: [..."▁▂▃▄▅▆▇█"],
  full: "█",
  rest: "░",
  threshold: "╌",
  axis: "│",
  tick: "┤",
  corner: "└",
  floor: "─",
  floorTick: "┴",
  box: box("╭╮╰╯─│"),
  focusBox: box("┏┓┗┛━┃"),
  dangerBox: box("╔╗╚╝═║"),
};

export const ascii: Glyphs = {
  ok: "o",
  warn: "!",
  fail: "X",
  unknown: "?",
  unread: ".",
  staleOk: "~",
  staleWarn: "~",
  staleFail: "~",
  dash: "--",
  cut: "~",
  hint: "->",
  arrow: "->",
  cursor: ">",
  caret: "_",
  now: ">",
  done: "x",
  duty: "#",
  divider: "|",
  levels: [],
  full: "#",
  rest: ".",
  threshold: "-",
  axis: "|",
  tick: "+",
  corner: "+",
  floor: "-",
  floorTick: "+",
  box: box("++++-|"),
  focusBox: box("####=#"),
  dangerBox: box("####=#"),
};
