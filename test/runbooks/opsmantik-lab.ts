import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { shippedRunbooks, shippedSystems } from "../../bin/shipped.ts";
import { type Lab, type LabOptions, startLab } from "../../src/lab/lab.ts";
import { opsdeck, type Ran } from "../helpers/cli.ts";
import { type RecordingProxy, startRecordingProxy } from "../helpers/servers/recording-proxy.ts";
import { CHILD, readOverlay } from "../lab/lab-target.ts";

export interface Line {
  readonly type: string;
  readonly step?: string;
  readonly reason?: string;
  readonly note?: string;
  readonly captured?: Readonly<Record<string, unknown>>;
  readonly result?: string;
  readonly duty?: string;
  readonly action?: string;
}

/** A lab of opsmantik whose app, Vercel and QStash are asked through servers that write down what was asked. */
export interface RunbookLab extends AsyncDisposable {
  readonly lab: Lab;
  readonly home: string;
  readonly app: RecordingProxy;
  readonly vercel: RecordingProxy;
  readonly qstash: RecordingProxy;
  readonly vars: Readonly<Record<string, string>>;
  /** Runs `opsdeck` on the lab; `run` gets the answers that lie beside the lab's config. */
  call(argv: readonly string[], answers?: string): Promise<Ran>;
  run(runbook: string, more?: readonly string[], answers?: string): Promise<Ran & { readonly lines: readonly Line[] }>;
}

export async function startRunbookLab(options: Partial<Pick<LabOptions, "pace" | "era">> = {}): Promise<RunbookLab> {
  const home = await mkdtemp(join(tmpdir(), "opsdeck-runbook-lab-"));
  const given = { systems: ["opsmantik"], era: "B", pace: 15, ...options } as const;
  const lab = await startLab({ ...given, childArgv: [CHILD], log: () => undefined, home });
  const { vars = {} } = (await readOverlay(lab.config)).find(({ system }) => system === "opsmantik") ?? {};
  const [app, vercel, qstash] = await Promise.all(
    [vars.base, vars.vercelUrl, vars.qstashUrl].map((url = "") => startRecordingProxy(url)),
  );
  if (!app || !vercel || !qstash) throw new Error("no proxies");
  const overlay = join(home, "proxies.yaml");
  const through = { base: app.url, vercelUrl: vercel.url, qstashUrl: qstash.url };
  await writeFile(overlay, JSON.stringify({ system: "opsmantik", vars: through }));
  const shipped = { shipped: shippedSystems(), runbooks: shippedRunbooks() };
  const call: RunbookLab["call"] = (argv) =>
    opsdeck([...argv, "--config", lab.config, "--config", overlay], {
      home,
      env: { ...lab.env, PATH: "/usr/bin:/bin" },
      ...shipped,
    });
  return {
    lab,
    home,
    app,
    vercel,
    qstash,
    vars,
    call,
    run: async (runbook, more = [], answers = join(dirname(lab.config), "answers", `opsmantik-${runbook}.yaml`)) => {
      const ran = await call(["run", runbook, "--json", "--answers", answers, ...more]);
      const lines = ran.out.split("\n").filter((line) => line.startsWith("{"));
      return { ...ran, lines: lines.map((line) => JSON.parse(line) as Line) };
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([app, vercel, qstash].map((proxy) => proxy[Symbol.asyncDispose]()));
      await lab.stop();
      await rm(home, { recursive: true });
    },
  };
}

/** The requests that are no looks. */
export function changes({ seen }: RecordingProxy): readonly string[] {
  return seen.filter((line) => !/^(GET|HEAD|OPTIONS) /.test(line));
}
