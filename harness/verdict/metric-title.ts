import { OBJECTIVES } from './objectives/objectives.ts';

/** A compared metric's name for people: `CPU of alternate`, `Errors of class prefetch`. */
export function metricTitle(metric: string): string {
  const dot = metric.lastIndexOf('.');
  const title = TITLES[metric.slice(dot + 1)] ?? metric;
  return dot < 0 ? title : `${title} of ${metric.slice(0, dot)}`;
}

const TITLES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    OBJECTIVES.flatMap(({ compared }) => (compared === null ? [] : [[compared.metric, compared.title]])),
  ),
  p50Ms: 'Response time p50',
  p99Ms: 'Response time p99',
  cpu: 'CPU',
  memory: 'Memory',
  hitRatio: 'Hit ratio',
};
