/** An end of a sentence, past what stands in brackets: "(strict; 3 refused so far)" is no end. */
const END = /^((?:\([^()]*\)|(?!\([^()]*\)|[.!?;]\s).)*)[.!?;]\s+/s;

/** The first sentence says what is so; the rest says what to do. */
export function splitSentence(text: string): { readonly first: string; readonly rest: string } {
  const end = END.exec(text);
  if (!end) return { first: text.replace(/\.$/, ""), rest: "" };
  return { first: end[1] ?? "", rest: text.slice(end[0].length).replace(/\.$/, "") };
}
