/**
 * What follows the first line break of a text whose beginning was cut off: half a line may hold half a secret, which nothing
 * would recognize. Empty when there is no line break.
 */
export function wholeLines(text: string): string {
  const at = text.indexOf("\n");
  return at < 0 ? "" : text.slice(at + 1);
}
