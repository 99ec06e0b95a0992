/** What a mark at a target says of the duty that left it. Written by another opsdeck, or by anybody: believed for its words only. */
export interface DutyMark {
  readonly duty?: string;
  readonly incident?: string;
  readonly host?: string;
  /** The person. */
  readonly by?: string;
  /** ms since 1970. */
  readonly at?: number;
  readonly runbook?: string;
  readonly step?: string;
}

const LEAD = "opsdeck: changed on purpose";
const WORD = 60;

/** One line that people at the target understand, and that `readMark` reads: at most 400 characters. */
export function markText({ duty, incident, host, by, at, runbook, step }: Required<DutyMark>): string {
  const who = `by ${word(by)} on ${word(host)}, ${new Date(at).toISOString()}`;
  return `${LEAD} ${who}: duty ${word(duty)} of ${word(incident)} restores it (${word(runbook)} ${word(step)})`;
}

/** Blanks and brackets part the words of a mark. */
function word(text: string): string {
  return text.replaceAll(/[^\w.@/+-]+/g, "_").slice(0, WORD) || "_";
}

const FORM =
  /^ by (?<by>\S{1,60}) on (?<host>\S{1,60}), (?<at>[0-9TZ:.-]{20,24}): duty (?<duty>\S{1,60}) of (?<incident>\S{1,60}) restores it \((?<runbook>\S{1,60}) (?<step>\S{1,60})\)$/;

/** Undefined: no mark of a duty. A mark that was cut or edited is one all the same, of which less is known. */
export function readMark(text: string): DutyMark | undefined {
  if (!text.startsWith(LEAD)) return undefined;
  const { at = "", ...words } = FORM.exec(text.slice(LEAD.length, 500))?.groups ?? {};
  const time = Date.parse(at);
  return { ...words, ...(Number.isFinite(time) && { at: time }) };
}
