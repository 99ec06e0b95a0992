import { tameJson } from "../../core/tame-json.ts";
import { foldIncident } from "../../record/fold-incident.ts";
import { handOff, handOffText } from "../../record/hand-off.ts";
import { EXIT, type Run } from "../context.ts";
import { parseFlags } from "../flags.ts";
import { stateDir } from "../state-dir.ts";
import { theIncident } from "./the-incident.ts";

/** What the next person must know of an incident. 4 when its journal is damaged, so that something may be missing. */
export const handoff: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, {});
  const state = stateDir(values.state, context.env, context.home);
  const { incident, problems } = await theIncident(positionals, state, context);
  const said = handOff(foldIncident(incident, context.clock.now(), problems));
  context.stdout.write(values.json ? tameJson(said) : handOffText(said));
  return said.problems.length > 0 ? EXIT.unknown : EXIT.ok;
};
