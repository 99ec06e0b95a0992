import { freshChecks, withReading, withStart, withVantage } from "./apply-check.ts";
import { applyView } from "./apply-view.ts";
import { freshAlerts, freshGoals, withAlert, withGoal, withRestored } from "./apply-watched.ts";
import { withStartFocus } from "./start-focus.ts";
import { type CockpitEvent, type CockpitState, LOG_LENGTH, STORY_LENGTH } from "./state.ts";
import { RUNBOOK, TIMELINE } from "./view-state.ts";

/** The only place state changes. Pure. */
export function apply(state: CockpitState, event: CockpitEvent): CockpitState {
  switch (event.type) {
    case "ticked":
      return { ...state, now: event.now };
    case "check.started":
      return withStart(state, event.checkId, event.epoch);
    case "check.read":
      return withStartFocus(withReading(state, event));
    case "systems.planned":
      return planned(state, event);
    case "vantage.changed":
      return withVantage(state, event);
    case "alert.judged":
      return withAlert(state, event);
    case "goal.judged":
      return withGoal(state, event);
    case "watched.restored":
      return withRestored(state, event);
    case "lab.faults":
      return state.lab ? { ...state, lab: { ...state.lab, faults: event.faults } } : state;
    case "duties.changed":
      return { ...state, duties: event.duties };
    case "runbooks.offered":
      return { ...state, runbooks: event.runbooks };
    case "run.shown":
      return withRun(state, event.view);
    case "run.asked":
      return { ...state, question: event.question };
    case "runs.interrupted":
      return { ...state, interrupted: event.runs };
    case "write.changed":
      return { ...state, write: event.write };
    case "incident.changed":
      return withIncident(state, event.incident);
    case "incident.left":
      return { ...state, left: event.left };
    case "story.told":
      return { ...state, story: [...(event.anew ? [] : state.story), ...event.entries].slice(-STORY_LENGTH) };
    case "leader.changed":
      return { ...state, leader: event.leader };
    case "store.changed":
      return { ...state, storeAway: event.away };
    case "log.added":
      return { ...state, log: [...state.log.slice(1 - LOG_LENGTH), event.line] };
    case "replay.changed":
      return { ...state, replay: event.replay };
    case "replay.sought":
      return { ...event.state, replay: state.replay, view: event.view ?? event.state.view };
    case "frozen":
      return { ...state, frozen: event.on ? snapshot(state) : undefined };
    default: {
      const view = applyView(state.view, event, state.now);
      const settled = view.settled || event.type !== "notice.shown";
      return view === state.view && settled === view.settled ? state : { ...state, view: { ...view, settled } };
    }
  }
}

/** What was read under an older configuration was judged by other rules, so it goes. */
function planned(state: CockpitState, event: Extract<CockpitEvent, { type: "systems.planned" }>): CockpitState {
  if (event.epoch <= state.epoch) return state;
  const { epoch, systems } = event;
  const checks = freshChecks(event.plans);
  const watched = { alerts: freshAlerts(event.alerts), goals: freshGoals(event.goals) };
  return { ...state, epoch, systems, checks, ...watched, frozen: undefined };
}

/** Who goes on with what was left does not go on with it once more. */
function withIncident(state: CockpitState, incident: CockpitState["incident"]): CockpitState {
  return { ...state, incident, left: incident?.id === state.left?.id ? undefined : state.left };
}

/** A run that is put away leaves its place to the timeline. */
function withRun(state: CockpitState, run: CockpitState["run"]): CockpitState {
  const { view } = state;
  if (run?.run === state.run?.run) return { ...state, run };
  const focus = view.focus === RUNBOOK && !run ? TIMELINE : view.focus;
  return { ...state, run, view: { ...view, focus, step: undefined } };
}

function snapshot(state: CockpitState): CockpitState["frozen"] {
  const { now: at, checks, alerts, goals, timeline, story } = state;
  return { at, checks, alerts, goals, timeline, story };
}
