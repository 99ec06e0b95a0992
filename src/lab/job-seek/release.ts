import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";

export interface Release {
  readonly sha: string;
  /** Ms since 1970. */
  readonly createdAt: number;
}

const DAY_MS = 24 * 3600 * 1000;

/** The release that should be live, built an hour ago, and one from long before it. */
export function makeRelease(): Release {
  return { sha: randomBytes(20).toString("hex"), createdAt: Date.now() - DAY_MS / 24 };
}

export function olderRelease(): Release {
  return { sha: randomBytes(20).toString("hex"), createdAt: Date.now() - 60 * DAY_MS };
}

/** `.release/metadata.txt` as the workflow "Release Candidate" writes it. */
export async function writeRelease(path: string, { sha, createdAt }: Release): Promise<void> {
  const image = (name: string) => `${name}_image=europe-central2-docker.pkg.dev/job-seek/apps/${name}:${sha}`;
  const lines = [
    "ref=refs/tags/rc-2026-11-22",
    `sha=${sha}`,
    "release_tag=rc-2026-11-22",
    `created_at=${new Date(createdAt).toISOString().replace(/\.\d+Z$/, "Z")}`,
    ...["api", "worker", "web"].map(image),
  ];
  await writeFile(path, `${lines.join("\n")}\n`, { mode: 0o600 });
}
