import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { parse } from 'yaml';
import { DASHBOARDS } from './generate.ts';

/** A query, and whose it is. */
export interface FoundQuery {
  /** `failover-drill 13 CPU A`, `alert HeadroomTimeouts` */
  readonly where: string;
  readonly expr: string;
}

export const RULES = join(import.meta.dirname, 'rules');

/** All panels of a dashboard but its rows. */
export function panelsOf(dashboard: Dashboard): Panel[] {
  return (dashboard.panels ?? []).filter((panel): panel is Panel => panel.type !== 'row');
}

/** Every query of every panel and of the annotations. */
export function dashboardQueries(): FoundQuery[] {
  return Object.entries(DASHBOARDS).flatMap(([name, dashboard]) => [
    ...panelsOf(dashboard).flatMap(({ id, title, targets = [] }) =>
      targets.map(target => {
        const { refId, expr } = target as { refId?: string; expr?: string };
        return { where: `${name} ${id} ${title} ${refId}`, expr: expr ?? '' };
      }),
    ),
    ...(dashboard.annotations?.list ?? []).map(({ name: annotation, expr }) => ({
      where: `${name} annotation ${annotation}`,
      expr: expr ?? '',
    })),
  ]);
}

interface RuleFile {
  readonly groups: readonly { readonly rules: readonly { record?: string; alert?: string; expr: string }[] }[];
}

/** Every recording rule and alert. */
export function ruleQueries(): FoundQuery[] {
  return readdirSync(RULES)
    .filter(file => file.endsWith('.rules.yml'))
    .flatMap(file => (parse(readFileSync(join(RULES, file), 'utf8')) as RuleFile).groups)
    .flatMap(({ rules }) => rules)
    .map(({ record, alert, expr }) => ({ where: record === undefined ? `alert ${alert}` : `rule ${record}`, expr }));
}

/**
 * What Grafana sends for a query: its variables filled in, with everything chosen.
 * @param range `5m`, for the time range and the variable $__range
 */
export function filledIn(expr: string, rateInterval: string, range: string): string {
  return expr
    .replaceAll('$__rate_interval', rateInterval)
    .replaceAll('$__range', range)
    .replace(/"\$(topology|script|settings|pool)"/g, '".+"');
}
