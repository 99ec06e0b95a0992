import { z } from "zod";
import { text } from "../../src/core/params.ts";

/** Where a database is. */
export const databaseUrl = text.meta({
  description: "A connection URL: postgresql://user:password@host:5432/database.",
});

/** The schema in which pg-boss lives: quoted in statements, so that it must be a plain name. */
export const bossSchema = z
  .string()
  .regex(/^[A-Za-z_]\w{0,62}$/, "a schema's name of letters, digits and _")
  .default("public");
