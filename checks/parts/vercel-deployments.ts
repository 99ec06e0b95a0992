import type { Scalar } from "../../src/core/reading.ts";
import { isoOf } from "./epoch.ts";
import { isRecord, recordsIn } from "./record.ts";
import type { Answered } from "./vercel-api.ts";

/**
 * The live production deployment, and the youngest one that was made for production (GET /v6/deployments, youngest first):
 * they differ while one builds, after one has failed, and after a rollback.
 */
export function deploymentFacts(live: Answered | undefined, list: Answered): Record<string, Scalar> {
  const made = recordsIn(list.deployments);
  const [latest] = made;
  const ready = made.find((deployment) => stateOf(deployment) === "READY");
  const liveId = idOf(live);
  return {
    deploymentId: liveId,
    commit: metaOf(live, "CommitSha"),
    branch: metaOf(live, "CommitRef"),
    readyState: stateOf(live),
    createdAt: isoOf(live?.createdAt ?? live?.created),
    latestId: idOf(latest),
    latestState: stateOf(latest),
    latestCommit: metaOf(latest, "CommitSha"),
    latestCreatedAt: isoOf(latest?.createdAt ?? latest?.created),
    isNewest: liveId === null || !ready ? null : idOf(ready) === liveId,
  };
}

function idOf(deployment: Answered | undefined): string | null {
  const id = deployment?.id ?? deployment?.uid;
  return typeof id === "string" && id !== "" ? id : null;
}

function stateOf(deployment: Answered | undefined): string | null {
  const state = deployment?.readyState ?? deployment?.state;
  return typeof state === "string" ? state : null;
}

/** `meta.githubCommitSha` and its sisters of gitlab and bitbucket. A deployment by the command line may have none. */
function metaOf(deployment: Answered | undefined, name: "CommitSha" | "CommitRef"): string | null {
  const meta = deployment?.meta;
  if (!isRecord(meta)) return null;
  const found = ["github", "gitlab", "bitbucket"].map((host) => meta[`${host}${name}`]);
  return (found.find((value) => typeof value === "string" && value !== "") as string | undefined) ?? null;
}
