import { randomBytes } from "node:crypto";
import { type RestServer, startRestServer } from "./rest-server.ts";

export interface NeonDouble extends RestServer {
  readonly project: string;
  readonly token: string;
  /** Whether the project's compute is there. */
  disable(disabled: boolean): void;
}

/** Neon's API as far as a project's computes go: GET /projects/{id}/endpoints. */
export async function startNeon(): Promise<NeonDouble> {
  const project = "lab-bot-12345678";
  const token = randomBytes(16).toString("hex");
  let off = false;
  const server = await startRestServer(({ path, token: given }) => {
    if (given !== token) return { status: 401, body: { code: "", message: "authentication failed" } };
    if (path !== `/projects/${project}/endpoints`) return { status: 404, body: { code: "", message: "not found" } };
    const endpoint = { id: "ep-lab-bot", type: "read_write", disabled: off, current_state: off ? "idle" : "active" };
    return { status: 200, body: { endpoints: [endpoint] } };
  });
  return {
    ...server,
    project,
    token,
    disable: (disabled) => {
      off = disabled;
    },
  };
}
