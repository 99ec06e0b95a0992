import { pointing } from "./parts/vercel-point.ts";

export const vercelPromote = pointing("promote", { title: "Promote a deployment on Vercel", minTier: 2 });
