/** Escape sequences whole, so that their parameters do not stay behind as text: OSC/DCS/APC/PM/SOS, CSI, and two-byte ones. */
const SEQUENCES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what this is about
  /(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u009c]{0,4096}(?:\u0007|\u001b\\|\u009c)?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]?|\u001b[ -/]*[0-~]?/g;
/** What is left of C0, C1 and DEL, and the invisible marks that reorder, join or hide text. */
const CONTROLS = /\p{Cc}|\p{Cf}|\p{Co}|\p{Variation_Selector}|[\u2028\u2029]/gu;

/** Text from a target made safe for a terminal: no control byte, one line, at most `limit` UTF-16 units. */
export function tame(text: string, limit = 2000): string {
  const cut = text.length > limit * 4 ? text.slice(0, limit * 4) : text;
  const plain = cut
    .replaceAll(SEQUENCES, "")
    .replaceAll(/[\t\n\r]+/g, " ")
    .replaceAll(CONTROLS, "")
    .toWellFormed();
  return plain.length > limit ? `${plain.slice(0, limit - 1).toWellFormed()}…` : plain;
}
