import type { Verdict } from "../../core/reading.ts";
import type { Status } from "../../store/select-look.ts";
import { type Span, type Style, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";

const wordStyles: Readonly<Record<Status, Style>> = {
  ok: "dim",
  warn: "warn",
  fail: "fail",
  unknown: "unknown",
  stale: "dim",
  unread: "dim",
};
const numberStyles: Readonly<Record<Status, Style>> = {
  ok: "plain",
  warn: "warn-bold",
  fail: "fail-bold",
  unknown: "unknown-bold",
  stale: "dim",
  unread: "dim",
};
const nameStyles: Readonly<Record<Status, Style>> = {
  ok: "plain",
  warn: "bold",
  fail: "bold",
  unknown: "bold",
  stale: "dim",
  unread: "dim",
};
const glyphStyles: Readonly<Record<Status, Style>> = {
  ok: "ok",
  warn: "warn-bold",
  fail: "fail-bold",
  unknown: "unknown-bold",
  stale: "dim",
  unread: "dim",
};

export function wordStyle(status: Status): Style {
  return wordStyles[status];
}
export function numberStyle(status: Status): Style {
  return numberStyles[status];
}
export function nameStyle(status: Status): Style {
  return nameStyles[status];
}

/** Filled is fresh, hollow is stale and keeps the shape of the last verdict. */
export function statusGlyph(status: Status, theme: Theme, was?: Verdict): Span {
  const { glyphs } = theme;
  if (status === "stale") return span(staleGlyph(was, theme), "dim");
  return span(glyphs[status], glyphStyles[status]);
}

/** The same for a row, where a fail is the one inverse cell. */
export function rowGlyph(status: Status, theme: Theme, was?: Verdict): Span {
  const glyph = statusGlyph(status, theme, was);
  return status === "fail" ? { ...glyph, style: "fail-cell" } : glyph;
}

function staleGlyph(was: Verdict | undefined, { glyphs }: Theme): string {
  if (was === "fail") return glyphs.staleFail;
  if (was === "warn") return glyphs.staleWarn;
  return was === "unknown" ? glyphs.unknown : glyphs.staleOk;
}

const names: Readonly<Record<Status, string>> = {
  ok: "ok",
  warn: "warn",
  fail: "fail",
  unknown: "unknown",
  stale: "stale",
  unread: "to come",
};
export function statusName(status: Status): string {
  return names[status];
}
