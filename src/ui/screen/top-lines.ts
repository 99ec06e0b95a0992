import type { CockpitState } from "../../store/state.ts";
import { bannerLine, selectBanners } from "../frame/banner.ts";
import { headerLine, onlyLine, selectHeader, systemsLine } from "../frame/header.ts";
import { blankHeader, presenterHeader, presentingLine } from "../presenter/head.ts";
import type { Theme } from "../theme/theme.ts";
import type { PlannedScreen } from "./props.ts";

/** What stands above the panels: the header, and what must not be overlooked. */
export function topLines({ state, theme, columns, plan }: PlannedScreen): readonly string[] {
  const header = selectHeader(state);
  const banners = selectBanners(covered(state)).map((banner) => bannerLine(banner, columns, theme));
  if (plan.kind === "line")
    return [onlyLine(header, state.duties.length, columns, theme), ...banners].slice(0, plan.top);
  if (plan.kind === "presenter") return presenterTop(state, banners, columns, theme);
  const clock = plan.kind === "strip" || plan.timelineFrame === "none" || state.run !== undefined;
  return [
    headerLine(header, { columns, systemsLine: plan.systemsLine, clock, theme }),
    ...banners,
    ...(plan.systemsLine ? [systemsLine(header, columns, theme)] : []),
  ];
}

/** Of a duty a blank screen says only that it is open, and until when. */
function covered(state: CockpitState): CockpitState {
  if (state.view.presenting !== "blank") return state;
  return { ...state, duties: state.duties.map((duty) => ({ ...duty, title: "" })) };
}

function presenterTop(
  state: CockpitState,
  banners: readonly string[],
  columns: number,
  theme: Theme,
): readonly string[] {
  const header = selectHeader(state);
  const blank = state.view.presenting === "blank";
  const second = blank ? blankHeader(header, columns, theme) : presenterHeader(header, columns, theme);
  return [presentingLine(blank, columns, theme), second, ...banners];
}
