import { pointing } from "./parts/vercel-point.ts";

/** Its undo is `vercel-promote` to the deployment that served before. */
export const vercelRollback = pointing("rollback", { title: "Roll production back on Vercel", minTier: 2 });
