import { expect, it } from "vitest";
import { panels } from "../../panels/index.ts";
import { createCockpitStore } from "../../src/store/store.ts";
import { Host } from "../../src/ui/host.tsx";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { fakeActions } from "../helpers/actions.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { incidentPlans, incidentRound } from "../helpers/incident.ts";
import { commands, panelIds } from "../helpers/known.ts";
import { screen } from "../helpers/screen.tsx";
import { systems } from "../helpers/state.ts";

const theme = createTheme({ depth: "truecolor", ground: "dark", ascii: false });

it("writes less than 2 kB a second at rest at 120×40, each row read every 30 s", async () => {
  const clock = new FakeClock();
  const plans = incidentPlans();
  const environment = { name: "production" };
  const start = { panels: panelIds, plans, systems, now: clock.now(), operator: "oncall", environment };
  const store = createCockpitStore(start);
  for (const event of incidentRound(1, clock.now())) store.dispatch(event);
  const host = { store, panels, commands, actions: fakeActions(), theme, clock };
  const ui = await screen(<Host {...host} />, 120, 40);
  const before = ui.bytes();
  const SECONDS = 30;
  for (let second = 0; second < SECONDS; second++) {
    const round = incidentRound(2, clock.now());
    for (const event of round.filter((_, index) => index % SECONDS === second)) store.dispatch(event);
    await clock.advance(1000);
    await ui.settle();
  }
  expect((ui.bytes() - before) / SECONDS).toBeLessThan(2000);
  expect((ui.bytes() - before) / SECONDS).toBeGreaterThan(50);
  ui.close();
});
