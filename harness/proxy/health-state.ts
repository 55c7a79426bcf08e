/** Health as a row of checks sees it: it takes `fall` failures in a row to go down and `rise` successes to come up again. */
export interface HealthState {
  readonly up: boolean;
  /** Checks in a row that speak against `up`. */
  readonly against: number;
}

/** Everybody starts up: a drill begins with a site that works. */
export const STARTS_UP: HealthState = { up: true, against: 0 };

/** The state after one more check: HAProxy's `fall` and `rise`. */
export function afterCheck(state: HealthState, passed: boolean, fall: number, rise: number): HealthState {
  if (passed === state.up) return state.against === 0 ? state : { up: state.up, against: 0 };
  const against = state.against + 1;
  return against >= (state.up ? fall : rise) ? { up: !state.up, against: 0 } : { up: state.up, against };
}
