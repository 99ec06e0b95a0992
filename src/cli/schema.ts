import { systemJsonSchema } from "../config/json-schema.ts";
import { EXIT, type Run } from "./context.ts";
import { noWords, parseFlags } from "./flags.ts";

export const schema: Run = (argv, context) => {
  noWords(parseFlags(argv, {}).positionals, "schema");
  context.stdout.write(`${JSON.stringify(systemJsonSchema(context.checkKinds), null, 2)}\n`);
  return Promise.resolve(EXIT.ok);
};
