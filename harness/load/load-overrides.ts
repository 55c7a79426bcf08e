/** What the command line may say of a script's load: k6's shortcuts instead of it, and when its scenarios start. */
export interface LoadOverrides {
  readonly vus?: string;
  readonly duration?: string;
  readonly iterations?: string;
  /** `--at`: by the name of the scenario, as scripts write times. */
  readonly startTimes?: Readonly<Record<string, string>>;
}

/** Each is one way to say how much load there is: one of them replaces all of the script's. */
const WAYS = ['scenarios', 'stages', 'duration', 'iterations'] as const;

/** A script's options with another load; `--vus` alone changes no more than the number of VUs. */
export function withLoad(exported: object, { startTimes = {}, ...shortcuts }: LoadOverrides): object {
  return withShortcuts(withStartTimes(exported, startTimes), shortcuts);
}

/** Names that no scenario has are left out: `parseOptions` tells of them. */
function withStartTimes(exported: object, times: Readonly<Record<string, string>>): object {
  const { scenarios } = exported as { scenarios?: Readonly<Record<string, unknown>> };
  if (typeof scenarios !== 'object' || scenarios === null || Object.keys(times).length === 0) return exported;
  const moved = Object.entries(scenarios).map(([name, scenario]) => [
    name,
    Object.hasOwn(times, name) ? { ...(scenario as object), startTime: times[name] } : scenario,
  ]);
  return { ...exported, scenarios: Object.fromEntries(moved) };
}

function withShortcuts(exported: object, load: Omit<LoadOverrides, 'startTimes'>): object {
  if (load.duration === undefined && load.iterations === undefined) return { ...exported, ...load };
  const rest = Object.entries(exported).filter(([name]) => !WAYS.some(way => way === name.toLowerCase()));
  return { ...Object.fromEntries(rest), ...load };
}
