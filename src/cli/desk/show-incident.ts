import type { StoryEntry } from "../../core/incident.ts";
import type { JournalEntry } from "../../journal/entry.ts";
import type { JournalWriter } from "../../journal/journal.ts";
import { standingOf } from "../../record/fold-incident.ts";
import { timelineOf } from "../../record/timeline.ts";
import type { OpenIncident } from "../../store/state.ts";
import type { CockpitStore } from "../../store/store.ts";

/** The incident of a journal as the header shows it. `now` in ms since 1970, for a journal that has lost its first line. */
export function shownIncident(writer: Pick<JournalWriter, "incident" | "entries">, now: number): OpenIncident {
  return incidentOf(writer.incident, writer.entries(), now);
}

/** The same of lines that another process writes. */
export function incidentOf(id: string, lines: readonly JournalEntry[], now: number): OpenIncident {
  const { title, severity, roles } = standingOf(lines);
  const opened = lines.find(({ type }) => type === "incident.opened");
  const update = lines.findLast((entry) => entry.type === "note" && entry.update === true);
  return {
    id,
    title: title || id,
    openedAt: Date.parse(opened?.at ?? "") || now,
    ...(severity !== null && { severity }),
    ...(Object.keys(roles).length > 0 && { roles }),
    ...(update && { updatedAt: Date.parse(update.at) }),
  };
}

/**
 * Tells the timeline what a journal says, and each line that comes. What this cockpit has seen itself stands there already:
 * of readings only those from before it began are told. Returns how to end.
 */
export function tellStory(
  writer: Pick<JournalWriter, "entries" | "subscribe">,
  store: Pick<CockpitStore, "dispatch" | "getState">,
): () => void {
  const { startedAt } = store.getState();
  let known = writer.entries().length;
  store.dispatch({ type: "story.told", entries: storyOf(writer.entries(), startedAt), anew: true });
  return writer.subscribe((entry) => {
    const all = writer.entries();
    // Lines of other bastions may have come before it.
    const anew = all.length !== known + 1;
    known = all.length;
    const entries = storyOf(anew ? all : [entry], startedAt);
    if (anew || entries.length > 0) store.dispatch({ type: "story.told", entries, anew });
  });
}

/** What lines say, for a timeline of a cockpit that began at `startedAt`, in ms since 1970. */
export function storyOf(entries: readonly JournalEntry[], startedAt: number): readonly StoryEntry[] {
  return timelineOf(entries).flatMap(({ at, kind, by, words }) => {
    const time = Date.parse(at);
    const seen = kind === "check" || kind === "alert" || kind === "goal";
    return Number.isNaN(time) || (seen && time >= startedAt) ? [] : [{ at: time, kind, by, words }];
  });
}
