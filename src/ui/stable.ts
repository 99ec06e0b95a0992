import { isDeepStrictEqual } from "node:util";

/**
 * Makes a selector safe for React: the same state gives the same object, and an equal view keeps its old identity, so
 * that a panel whose view did not change is not drawn again.
 */
export function stable<S, V>(select: (state: S) => V): (state: S) => V {
  let seen: { readonly state: S; readonly view: V } | undefined;
  return (state) => {
    if (seen?.state === state) return seen.view;
    const view = select(state);
    seen = { state, view: seen && isDeepStrictEqual(seen.view, view) ? seen.view : view };
    return seen.view;
  };
}
