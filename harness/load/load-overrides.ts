/** The shortcuts that the command line may give instead of the script's load, as k6 has them. */
export interface LoadOverrides {
  readonly vus?: string;
  readonly duration?: string;
  readonly iterations?: string;
}

/** Each is one way to say how much load there is: one of them replaces all of the script's. */
const WAYS = ['scenarios', 'stages', 'duration', 'iterations'] as const;

/** A script's options with another load; `--vus` alone changes no more than the number of VUs. */
export function withLoad(exported: object, load: LoadOverrides): object {
  if (load.duration === undefined && load.iterations === undefined) return { ...exported, ...load };
  const rest = Object.entries(exported).filter(([name]) => !WAYS.some(way => way === name.toLowerCase()));
  return { ...Object.fromEntries(rest), ...load };
}
