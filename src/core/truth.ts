/** Three-valued: what cannot be told is neither true nor false, and says why. */
export type Truth = boolean | { readonly unknown: string };

export function isUnknown(truth: Truth): truth is { readonly unknown: string } {
  return typeof truth === "object";
}

/** False when any is false, else unknown when any is unknown, else true (Kleene). */
export function every(truths: Iterable<Truth>): Truth {
  let unknown: Truth | undefined;
  for (const truth of truths) {
    if (truth === false) return false;
    if (isUnknown(truth)) unknown ??= truth;
  }
  return unknown ?? true;
}

/** True when any is true, else unknown when any is unknown, else false (Kleene). */
export function some(truths: Iterable<Truth>): Truth {
  let unknown: Truth | undefined;
  for (const truth of truths) {
    if (truth === true) return true;
    if (isUnknown(truth)) unknown ??= truth;
  }
  return unknown ?? false;
}

/** Unknown stays unknown, with its reason (Kleene). */
export function negate(truth: Truth): Truth {
  return isUnknown(truth) ? truth : !truth;
}
