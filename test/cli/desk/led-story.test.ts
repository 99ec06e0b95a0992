import { expect, it, onTestFinished } from "vitest";
import { LedStory } from "../../../src/cli/desk/led-story.ts";
import { openIncident } from "../../../src/journal/journal.ts";
import { createCockpitStore } from "../../../src/store/store.ts";
import { eventually } from "../../helpers/eventually.ts";
import { FakeClock } from "../../helpers/fake-clock.ts";
import { drill, journalOptions, newState } from "../../helpers/journal.ts";

it("a follower's timeline tells what the leader writes, and nothing of it when that one is gone", async () => {
  const state = newState();
  const clock = new FakeClock();
  const environment = { name: "lab" };
  const store = createCockpitStore({
    panels: [],
    plans: [],
    systems: [],
    now: clock.now(),
    operator: "bob",
    environment,
  });
  const story = new LedStory(state, clock, store);
  onTestFinished(() => story.tell(undefined));
  const journal = openIncident(journalOptions(state, { clock }), drill);
  story.tell(journal.incident);
  const words = () => store.getState().story.map((entry) => entry.words);
  await eventually(() => expect(words()).toEqual(["opened: drill (production)"]));
  journal.appendSync({ type: "note", text: "the provider is down" });
  await eventually(async () => {
    await clock.advance(1000);
    expect(words()).toEqual(["opened: drill (production)", "the provider is down"]);
  });
  story.tell(undefined);
  expect(words()).toEqual([]);
});
