/** The first sentence says what is so; the rest says what to do. */
export function splitSentence(text: string): { readonly first: string; readonly rest: string } {
  const end = /(?:[.!?]|;)\s+/.exec(text);
  if (!end) return { first: text.replace(/\.$/, ""), rest: "" };
  return { first: text.slice(0, end.index), rest: text.slice(end.index + end[0].length).replace(/\.$/, "") };
}
