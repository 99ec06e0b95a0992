import type { Run } from "./context.ts";
import type { Subcommands } from "./subcommand.ts";

/** Every subcommand: help, completion and the call itself come from this table. */
export const subcommands: Subcommands = {
  "": {
    usage: "[--incident ID] [--present]",
    about: "the cockpit: live panels of the configured systems",
    load: async () => (await import("./cockpit.ts")).cockpit,
  },
  follow: {
    usage: "follow",
    about: "the cockpit, read-only: shows what the cockpit that leads sees, and looks at nothing itself",
    load: async () => (await import("./cockpit.ts")).follow,
  },
  check: {
    usage: "check [ID…] [--json] [--watch]",
    about: "look at each check once; exit 0 ok, 1 warn or fail, 3 a duty is open, 4 something is unknown",
    takes: "checks",
    load: () => withTeam(import("./check.ts").then(({ check }) => check)),
  },
  frame: {
    usage: "frame [--columns N] [--rows N] [--panel ID] [--no-color]",
    about: "one frame after the first readings, as text",
    load: async () => (await import("./frame.ts")).frame,
  },
  runbooks: {
    usage: "runbooks [--json] | runbooks lint [FILE…] | runbooks new SYSTEM/NAME | runbooks test [ID…] [--var K=V]…",
    about:
      "the runbooks of the configured systems; lint says what has drifted, new writes a skeleton, test tries on live data what steps wait for",
    takes: { lint: "files", new: "nothing", test: "runbooks" },
    load: async () => (await import("./runbooks.ts")).runbooks,
  },
  run: {
    usage: "run ID [--dry-run] [--unlock] [--answers FILE] [--var K=V]… [--yes] [--json]",
    about: "run a runbook here, step by step; exit 0 done, 1 failed or aborted, 3 a duty is left open",
    takes: "runbooks",
    load: () => withTeam(import("./run.ts").then(({ run }) => run)),
  },
  restore: {
    usage: "restore ID [--yes | --answers FILE] [--json]",
    about: "put back what was changed on purpose and prove it; exit 0 discharged, 3 still open",
    takes: "duties",
    load: () => withTeam(import("./restore.ts").then(({ restore }) => restore)),
  },
  duties: {
    usage: "duties [--json]",
    about: "what was changed on purpose and must be restored, with its steps by hand",
    load: () => withTeam(import("./duties.ts").then(({ duties }) => duties)),
  },
  waive: {
    usage: "waive ID --reason TEXT [--answers FILE | --yes] [--json]",
    about: "end a duty without a proof; who and why stay in the journal",
    takes: "duties",
    load: () => withTeam(import("./waive.ts").then(({ waive }) => waive)),
  },
  approve: {
    usage: "approve CODE [--words TEXT]",
    about: "be the second person for a change of tier 3; exit 0 approved, 1 not",
    load: async () => (await import("./approve.ts")).approve,
  },
  incidents: {
    usage: "incidents [--json]",
    about: "the incidents of this state directory, newest first",
    load: () => withTeam(import("./incidents.ts").then(({ incidents }) => incidents)),
  },
  report: {
    usage: "report [ID] [--format md|html|json]",
    about: "one incident, whole: impact, changes before and after, duties and their proof, who did what",
    takes: "incidents",
    load: () => withTeam(import("./incident/report.ts").then(({ report }) => report)),
  },
  handoff: {
    usage: "handoff [ID] [--json]",
    about: "what the next person must know: open duties with their steps, what was tried, what is next",
    takes: "incidents",
    load: () => withTeam(import("./incident/handoff.ts").then(({ handoff }) => handoff)),
  },
  replay: {
    usage: "replay ID|FILE|TRAINING [--check] [--json]",
    about: "play a recorded incident into the panels; --check draws the frames that were hashed and compares",
    takes: "replays",
    load: async () => (await import("./incident/replay.ts")).replay,
  },
  store: {
    usage: "store [--json] | store sql",
    about:
      "share this state directory with other bastions by the store of opsdeck.yaml; sql prints what a store is made of",
    takes: { sql: "nothing" },
    load: async () => (await import("./team/store.ts")).store,
  },
  validate: {
    usage: "validate [PATH…] [--json]",
    about: "system files: file:line:col, what is wrong, what to write; exit 2 when something is",
    takes: "files",
    load: async () => (await import("./validate.ts")).validate,
  },
  init: {
    usage: "init [SYSTEM] [--json]",
    about: "write a commented system file; of a shipped system one with its vars and secrets to fill in",
    takes: "systems",
    load: async () => (await import("./init/init.ts")).init,
  },
  doctor: {
    usage: "doctor [--json]",
    about: "look at this machine: terminal, state directory, configuration, secrets; exit 1 when something fails",
    load: async () => (await import("./doctor/doctor.ts")).doctor,
  },
  schema: {
    usage: "schema",
    about: "the JSON Schema of a system file, for editors",
    load: async () => (await import("./schema.ts")).schema,
  },
  completion: {
    usage: "completion bash|zsh|fish",
    about: "a script that completes commands, flags and ids: source <(opsdeck completion bash)",
    takes: { bash: "nothing", zsh: "nothing", fish: "nothing" },
    load: async () => (await import("./completion.ts")).completion(subcommands),
  },
  lab: {
    usage:
      "lab [--headless | --present] [--pace N] [--system ID…] [--era A|B|H] | lab break FAULT | lab heal FAULT | lab faults [--json]",
    about: "the cockpit on simulated systems of this machine, with faults to switch on",
    takes: { break: "faults", heal: "faults", faults: "nothing" },
    load: async () => (await import("./lab/lab.ts")).lab,
  },
};

/** A call that sees what other bastions have, and tells them what it wrote. */
async function withTeam(run: Promise<Run>): Promise<Run> {
  return (await import("./team/synced.ts")).synced(await run);
}
