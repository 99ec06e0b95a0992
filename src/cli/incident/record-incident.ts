import { tame } from "../../core/hostile-text.ts";
import type { JournalWriter } from "../../journal/journal.ts";
import { JournalError } from "../../journal/journal-error.ts";
import { modesOf } from "../../journal/modes.ts";
import { type News, Newsroom } from "../../recording/news.ts";
import { Recorder, type RecorderOptions } from "../../recording/recorder.ts";
import type { CockpitStore } from "../../store/store.ts";

export interface RecordParts extends Pick<RecorderOptions, "frame" | "redact" | "version"> {
  readonly store: CockpitStore;
  readonly journal: JournalWriter;
  /** The state directory. */
  readonly state: string;
  /** Hears when something is not recorded any more. */
  readonly tell: (text: string) => void;
}

/**
 * While an incident is open: changes of verdicts, alerts and goals into its journal, and what is on the screen into its
 * recording. Neither can hold up a run: what cannot be written is told, and left. Returns how to end; call it before the
 * line that closes the incident. Idempotent.
 */
export function recordIncident(parts: RecordParts): () => void {
  const { store } = parts;
  const news = new Newsroom();
  const recorder = openRecorder(parts);
  const write = journalWith(parts);
  write(news.opening(store.getState()));
  const unlisten = store.listen((event, state) => {
    write(news.after(event, state));
    recorder?.heard(event, state);
  });
  let ended = false;
  return () => {
    if (ended) return;
    ended = true;
    unlisten();
    write(news.closing(store.getState()));
    recorder?.stop(store.getState());
  };
}

function openRecorder({ store, journal, state, frame, redact, version, tell }: RecordParts): Recorder | undefined {
  const { incident, folder } = journal;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const ended = (why: string): void => tell(`${incident} is not recorded any more: ${why}; its journal goes on`);
  try {
    const mode = modesOf(state).file;
    const options = { folder, mode, incident, version, zone, redact, ended, ...(frame && { frame }) };
    return new Recorder(options, store.getState());
  } catch (error) {
    ended(tame(String(error), 200));
    return undefined;
  }
}

/** After the first line that cannot be written there is none: the run that writes the same journal says why. */
function journalWith({ journal, tell }: RecordParts): (news: readonly News[]) => void {
  let broken = false;
  return (all) => {
    for (const news of broken ? [] : all) {
      try {
        journal.appendSync(news);
      } catch (error) {
        if (!(error instanceof JournalError)) throw error;
        broken = true;
        tell(`what changes is not in the journal of ${journal.incident} any more: ${error.message}`);
        return;
      }
    }
  };
}
