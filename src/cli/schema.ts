import { systemJsonSchema } from "../config/json-schema.ts";
import { EXIT, type Run } from "./context.ts";
import { parseFlags } from "./flags.ts";

export const schema: Run = (argv, context) => {
  parseFlags(argv, {});
  context.stdout.write(`${JSON.stringify(systemJsonSchema(context.checkKinds), null, 2)}\n`);
  return Promise.resolve(EXIT.ok);
};
