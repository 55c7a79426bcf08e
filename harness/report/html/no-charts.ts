import type { PagePlan } from './chart-plan.ts';

/** The plan of a page whose pictures need no script. */
export function noCharts(fileName: string, scale = 1): PagePlan {
  return { sources: {}, scale, phases: [], marks: [], charts: [], fileName };
}
