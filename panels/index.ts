import type { PanelSpec } from "../src/ui/panel.ts";
import { circuitsPanel } from "./circuits.ts";
import { deployPanel } from "./deploy.ts";
import { queuesPanel } from "./queues.ts";
import { stuckPanel } from "./stuck.ts";
import { syncPanel } from "./sync.ts";
import { watchtowerPanel } from "./watchtower.ts";

/** In the order of their digits. */
export const panels: readonly PanelSpec[] = [
  deployPanel,
  syncPanel,
  watchtowerPanel,
  queuesPanel,
  circuitsPanel,
  stuckPanel,
];
