import type { Actions } from "../../commands/command.ts";
import type { CockpitStore } from "../../store/store.ts";

const EVERY_MS = 2000;

export type LabConnection = Pick<Actions, "breakFault" | "healFault"> & {
  /** Begins to tell the store which faults are on; the returned function ends it. */
  readonly watch: () => () => void;
};

const refused = (): Promise<void> => Promise.reject(new Error("this is no lab"));

/** Outside the lab no fault can be switched. */
export const noLab: LabConnection = { breakFault: refused, healFault: refused, watch: () => () => {} };

/** Lets the palette switch the lab's faults, and keeps the store told of those that are on. */
export function connectLab(control: string, store: CockpitStore): LabConnection {
  const load = () => import("../../lab/control-client.ts");
  const look = async (): Promise<void> => {
    const faults = await (await load()).listFaults(control);
    store.dispatch({ type: "lab.faults", faults });
  };
  const quietly = (): void => void look().catch(() => {});
  return {
    breakFault: async (id) => {
      await (await load()).breakFault(control, id);
      quietly();
    },
    healFault: async (id) => {
      await (await load()).healFault(control, id);
      quietly();
    },
    watch: () => {
      const timer = setInterval(quietly, EVERY_MS);
      quietly();
      return () => clearInterval(timer);
    },
  };
}
