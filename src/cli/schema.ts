import { systemJsonSchema } from "../config/json-schema.ts";
import { EXIT, knownTo, type Run } from "./context.ts";
import { noWords, parseFlags } from "./flags.ts";

export const schema: Run = (argv, context) => {
  noWords(parseFlags(argv, {}).positionals, "schema");
  const { kinds, panels } = knownTo(context);
  context.stdout.write(`${JSON.stringify(systemJsonSchema(kinds, panels), null, 2)}\n`);
  return Promise.resolve(EXIT.ok);
};
