// docs/ARCHITECTURE.md §2 as an allow-list: a room may import what its row names, and nothing else of the house.
const rooms = {
  core: "^src/core/",
  config: "^src/(config|core)/",
  clients: "^src/(clients|core)/",
  engine: "^src/(engine|core)/",
  store: "^src/(store|core)/",
  journal: "^src/(journal|core)/",
  runbooks: "^src/(runbooks|journal|config|core)/",
  actions: "^src/(actions|core)/",
  record: "^src/(record|runbooks|journal|core)/",
  recording: "^src/(recording|store|journal|core)/",
  commands: "^src/(commands|core)/|^src/store/",
  ui: "^src/(ui|core|store|commands)/",
  lab: "^src/(lab|core)/",
};
const house = "^(bin|checks|panels|src|test)/";
const only = (name, from, to, comment) => ({
  name,
  severity: "error",
  comment,
  from: { path: from },
  to: { path: house, pathNot: to },
});
const packages = (name, names, rooms, comment) => ({
  name,
  severity: "error",
  comment,
  from: { pathNot: rooms },
  to: { path: `node_modules/(${names})/` },
});

export default {
  forbidden: [
    { name: "no-cycles", severity: "error", comment: "Move what both need to a room below.", from: {}, to: { circular: true } },
    {
      name: "no-folder-cycles",
      severity: "error",
      comment: "A folder is a room: it is above or below another, never both.",
      scope: "folder",
      from: { path: "^(checks|panels|src)" },
      to: { circular: true },
    },
    ...Object.entries(rooms).map(([room, may]) => only(`${room}-sees-what-is-below`, `^src/${room}/`, may, `See docs/ARCHITECTURE.md for what src/${room} may import.`)),
    only("checks-see-core", "^checks/", "^(checks/|src/core/)", "A check reaches the network through its context."),
    only("panels-draw-views", "^panels/", "^(panels/|src/core/|src/ui/|src/store/)", "A panel is a selection of the state and a drawing of it."),
    {
      name: "panels-do-not-act",
      severity: "error",
      comment: "A panel cannot dispatch or render a screen.",
      from: { path: "^panels/" },
      to: { path: "^src/(store/(store|apply)|ui/(host|start-screen|render-frame))[.]" },
    },
    only("src-knows-no-plugin", "^src/", "^src/", "Checks and panels are handed in by bin."),
    {
      name: "lab-only-from-its-command",
      severity: "error",
      comment: "The cockpit must not need the lab.",
      from: { path: "^(bin|checks|panels|src)/", pathNot: "^src/(lab|cli/lab)/" },
      to: { path: "^src/lab/" },
    },
    {
      name: "core-is-pure",
      severity: "error",
      comment: "Nothing of Node, and only pure libraries.",
      from: { path: "^src/core/" },
      to: { dependencyTypes: ["core", "npm", "npm-dev"], pathNot: "node_modules/(zod|re2js)/" },
    },
    packages("ink-only-in-ui", "ink|react", "^(panels/|src/ui/|test/)", "Only what draws knows Ink."),
    packages("network-only-in-clients", "undici|pg|ioredis|@upstash", "^(src/clients/|src/lab/|test/)", "The lab is the other side of the network: docs/adr/0003."),
    {
      name: "looks-cannot-write",
      severity: "error",
      comment: "What changes systems is opened for a confirmed step of a runbook: src/cli/run-ports.ts.",
      from: { path: "^(checks|panels|src)/", pathNot: "^src/clients/write-clients[.]|^src/cli/run-ports[.]" },
      to: { path: "^src/clients/(write-|start-program)" },
    },
    { name: "not-from-test", severity: "error", comment: "Tests are not shipped.", from: { pathNot: "^test/" }, to: { path: "^test/" } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      conditionNames: ["import", "node", "default"],
      exportsFields: ["exports"],
      extensions: [".ts", ".tsx", ".js", ".mjs"],
    },
  },
};
