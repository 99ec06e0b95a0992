const NAMED =
  /((?:token|secret|passw(?:or)?d|authorization|api[_-]?key|cookie)[\w-]{0,20}["']?\s{0,4}[:=]\s{0,4}["']?(?:bearer\s{1,4}|basic\s{1,4})?)[^\s"',;&}]+/gi;
const BEARER = /\b(bearer\s{1,4})[\w.~+/=-]{8,}/gi;

/** Text that nobody checked for secrets, such as a line of a log, with dots for what stands where a credential stands. */
export function masked(text: string): string {
  return text.replaceAll(NAMED, "$1••••••••").replaceAll(BEARER, "$1••••••••");
}
