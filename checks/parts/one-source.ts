export type FactGroup = Readonly<Record<string, unknown>> | undefined;

/** Whether two groups of facts give one of the same name. */
export function shareName(...groups: readonly FactGroup[]): boolean {
  const names = groups.flatMap((group) => Object.keys(group ?? {}));
  return new Set(names).size < names.length;
}

/** The words for it; `fixed` are the names that the kind gives by itself. */
export function oneSource(fixed: readonly string[]): { readonly error: string } {
  return { error: `each fact has one source: no name twice, and not ${fixed.join(" or ")}, which are always there` };
}
