import type { StoryEntry } from "../core/incident.ts";
import type { Verdict } from "../core/reading.ts";
import { shownState } from "./select-look.ts";
import { rowPlan } from "./select-rows.ts";
import { withoutMissingRunbook } from "./select-runbooks.ts";
import type { CockpitState, Transition } from "./state.ts";
import { TIMELINE } from "./view-state.ts";

/** One line of the timeline: a change of a row, or what the incident's journal says. `at` is ms since 1970. */
export interface TimelineLine {
  readonly at: number;
  readonly name: string;
  /** Id of the row that changed: a check or an alert. */
  readonly rowId?: string;
  /** Of a change of a row. */
  readonly from?: Verdict | undefined;
  readonly to?: Verdict;
  /** Of a line of the journal: `step`, `duty`, `note` … */
  readonly kind?: string;
  readonly words: string;
  /** It stands for so many changes of its row, the first of them then. */
  readonly folded?: { readonly times: number; readonly since: number };
}

/** Newest first: of the chosen system, and of the filter. */
export function timelineOf(state: CockpitState): readonly TimelineLine[] {
  const { system, filters } = state.view;
  const shown = shownState(state);
  const changes = shown.timeline
    .filter(({ checkId }) => system === undefined || rowPlan(shown, checkId)?.system === system)
    .map((change) => changeLine(shown, change));
  const lines = [...changes, ...shown.story.map(storyLine)].toSorted((a, b) => a.at - b.at).toReversed();
  const filter = (filters[TIMELINE] ?? "").toLowerCase();
  return filter === "" ? lines : lines.filter((line) => textOf(line).includes(filter));
}

/** The row of the line under the cursor: the first one that is shown. */
export function timelineRow(state: CockpitState): string | undefined {
  return timelineOf(state)[state.view.timelineScroll]?.rowId;
}

/** How many lines there are, and how many without the filter. */
export function timelineCount(state: CockpitState): { readonly shown: number; readonly all: number } {
  const shown = timelineOf(state).length;
  const { filters } = state.view;
  if ((filters[TIMELINE] ?? "") === "") return { shown, all: shown };
  const all = timelineOf({ ...state, view: { ...state.view, filters: { ...filters, [TIMELINE]: "" } } }).length;
  return { shown, all };
}

/** So many changes of one row, each so soon after the one before, are one line of a small view: else they are all of it. */
const FLAPS = 4;
const SOON_MS = 300_000;

/** What `timelineOf` tells, for a few lines: a row that goes to and fro stands there once, where it changed last. */
export function foldedTimeline(state: CockpitState): readonly TimelineLine[] {
  const lines = timelineOf(state);
  const byRow = Map.groupBy(
    lines.filter(({ to }) => to !== undefined),
    ({ name }) => name,
  );
  const older = new Set<TimelineLine>();
  const folded = new Map<TimelineLine, TimelineLine>();
  for (const [newest, ...before] of byRow.values()) {
    if (!newest) continue;
    const end = before.findIndex(({ at }, index) => (before[index - 1] ?? newest).at - at > SOON_MS);
    const run = end < 0 ? before : before.slice(0, end);
    const first = run.at(-1);
    if (!first || run.length + 1 < FLAPS) continue;
    for (const line of run) older.add(line);
    folded.set(newest, { ...newest, folded: { times: run.length + 1, since: first.at } });
  }
  return lines.filter((line) => !older.has(line)).map((line) => folded.get(line) ?? line);
}

function textOf({ name, from, to, words }: TimelineLine): string {
  return `${name} ${from ?? ""} ${to ?? ""} ${words}`.toLowerCase();
}

function changeLine(state: CockpitState, { at, checkId, from, to, words }: Transition): TimelineLine {
  const plan = rowPlan(state, checkId);
  const change = { at, rowId: checkId, from, to };
  if (!plan) return { ...change, name: checkId, words };
  const { titled, of } = systemName(state, plan);
  const name = titled ? `${of} ${plan.title}` : `${of}/${plan.title}`;
  return { ...change, name, words: withoutMissingRunbook(state, plan, words) };
}

/** A room does not know the tags. */
function systemName(
  { view, systems }: CockpitState,
  { system, tag }: { readonly system: string; readonly tag: string },
) {
  if (view.presenting === undefined) return { titled: false, of: tag };
  return { titled: true, of: systems.find(({ id }) => id === system)?.title ?? system };
}

/** In these it counts who it was; of a run it is the one who drives. */
const BY_WHOM = ["incident", "note", "evidence", "lead", "write", "approval"];

function storyLine({ at, kind, by, words }: StoryEntry): TimelineLine {
  return { at, name: kind, kind, words: BY_WHOM.includes(kind) ? `${by}: ${words}` : words };
}
