import { randomBytes } from "node:crypto";

/** `sensitive` is the default of new variables; the value of such a one never comes back. */
export const ENV_TYPES = ["sensitive", "encrypted", "plain", "system", "secret"] as const;
export type EnvType = (typeof ENV_TYPES)[number];
export const ENV_TARGETS = ["production", "preview", "development"] as const;
export type EnvTarget = (typeof ENV_TARGETS)[number];

export interface EnvVariable {
  readonly id: string;
  key: string;
  value: string;
  type: EnvType;
  target: readonly EnvTarget[];
  comment: string;
  readonly createdAt: number;
  updatedAt: number;
}

export type EnvChange = Partial<Pick<EnvVariable, "key" | "value" | "type" | "target" | "comment">>;

/** A project's variables. They reach an app with the next deployment only. */
export interface EnvStore {
  list(): readonly EnvVariable[];
  find(id: string): EnvVariable | undefined;
  /** The variable of this name that production gets. */
  ofProduction(key: string): EnvVariable | undefined;
  add(variable: EnvChange & { readonly key: string; readonly value: string }): EnvVariable;
  change(id: string, change: EnvChange): EnvVariable | undefined;
  remove(id: string): EnvVariable | undefined;
  /** What the next production deployment gets. */
  production(): Readonly<Record<string, string>>;
}

export function createEnvStore(initial: Readonly<Record<string, string>>, createdAt: number): EnvStore {
  const variables = new Map<string, EnvVariable>();
  const put = (given: EnvChange & { readonly key: string; readonly value: string }, at: number): EnvVariable => {
    const variable: EnvVariable = {
      id: randomBytes(8).toString("hex"),
      type: "sensitive",
      target: ["production"],
      comment: "",
      ...given,
      createdAt: at,
      updatedAt: at,
    };
    variables.set(variable.id, variable);
    return variable;
  };
  for (const [key, value] of Object.entries(initial)) put({ key, value, type: typeOf(key) }, createdAt);
  const inProduction = () => [...variables.values()].filter(({ target }) => target.includes("production"));
  return {
    list: () => [...variables.values()],
    find: (id) => variables.get(id),
    ofProduction: (key) => inProduction().find((variable) => variable.key === key),
    add: (variable) => put(variable, Date.now()),
    change: (id, change) => {
      const variable = variables.get(id);
      return variable && Object.assign(variable, change, { updatedAt: Date.now() });
    },
    remove: (id) => {
      const variable = variables.get(id);
      variables.delete(id);
      return variable;
    },
    production: () => Object.fromEntries(inProduction().map(({ key, value }) => [key, value])),
  };
}

/** What a browser may see is no secret. */
function typeOf(key: string): EnvType {
  if (key.startsWith("NEXT_PUBLIC_")) return "plain";
  return key === "ALLOWED_ORIGINS" ? "encrypted" : "sensitive";
}
