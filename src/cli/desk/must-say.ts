/** What a person has to say. Throws when it is nothing. */
export function mustSay(text: string): string {
  const said = text.trim();
  if (said === "") throw new Error("it needs words");
  return said;
}
