import type { z } from "zod";

export type FactGroup = Readonly<Record<string, unknown>> | undefined;

/** For `superRefine`: refuses every name of a fact that two groups give. The kind's own names are a group, too. */
export function oneSource<P extends object>(
  groups: (params: P) => readonly FactGroup[],
): (params: P, context: z.RefinementCtx) => void {
  return (params, context) => {
    const names = groups(params).flatMap((group) => Object.keys(group ?? {}));
    const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
    for (const name of twice) {
      const message = "this look gives a fact of that name already";
      context.addIssue({
        code: "custom",
        message,
        params: { hint: "write another name" },
        path: placeOf(name, params),
      });
    }
  };
}

/** Where the name is written last. */
function placeOf(name: string, params: object): string[] {
  const holders = Object.entries(params).filter(([, group]) => typeof group === "object" && group !== null);
  const [key] = holders.findLast(([, group]) => Object.hasOwn(group as object, name)) ?? [];
  return key === undefined ? [] : [key, name];
}
