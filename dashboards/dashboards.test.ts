import { readFileSync } from 'node:fs';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, test } from 'vitest';
import { DASHBOARDS, dashboardText, generatedFile } from './generate.ts';
import { dashboardQueries, filledIn, panelsOf, ruleQueries } from './queries.ts';

interface PromTarget {
  readonly expr: string;
  readonly datasource: { readonly uid: string };
}

const NAMES = Object.keys(DASHBOARDS);

// That they are dashboards the compiler checks: the builders give the SDK's types.
test.each(NAMES)('%s: the JSON is what `npm run generate` writes', name => {
  expect(readFileSync(generatedFile(name), 'utf8')).toBe(dashboardText(DASHBOARDS[name]!));
});

describe.each(NAMES)('%s', name => {
  const dashboard = DASHBOARDS[name]!;
  const panels = panelsOf(dashboard);

  test('no two panels have one id', () => {
    const ids = (dashboard.panels ?? []).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).not.toContain(undefined);
  });

  test('each panel has a title of its own, says how to read it, and has a unit and a query', () => {
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    for (const { title, description, fieldConfig, targets } of panels) {
      expect(description?.length, title).toBeGreaterThan(30);
      expect(description, title).toMatch(/[.)]$/);
      expect(fieldConfig?.defaults.unit, title).toBeDefined();
      expect(targets?.length, title).toBeGreaterThan(0);
    }
  });

  test('panels lie within the grid and do not overlap', () => {
    const cells = new Set<string>();
    for (const { gridPos, title } of dashboard.panels ?? []) {
      const { x, y, w, h } = gridPos!;
      expect(x + w, title).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++) {
        for (let row = y; row < y + h; row++) {
          expect(cells.has(`${column} ${row}`), title).toBe(false);
          cells.add(`${column} ${row}`);
        }
      }
    }
  });

  test('every query asks the data source that the variable chooses, for the regions that the variable chooses', () => {
    for (const { title, targets = [] } of panels) {
      for (const target of targets as unknown as PromTarget[]) {
        expect(target.datasource.uid, title).toBe('$datasource');
        const selectors = target.expr.match(/\{[^}]*\}/g) ?? [];
        expect(selectors.length, title).toBeGreaterThan(0);
        for (const selector of selectors) expect(selector, title).toContain('topology=~"$topology"');
      }
    }
  });

  test('uids are fit for URLs', () => expect(dashboard.uid).toMatch(/^[a-z-]{1,40}$/));
});

test('dashboards have uids of their own', () => {
  const uids = NAMES.map(name => DASHBOARDS[name]?.uid);
  expect(new Set(uids).size).toBe(uids.length);
});

/** The first stretch of a query that is no PromQL, or null. */
function malformed(expr: string): string | null {
  let found: string | null = null;
  parser.parse(expr).iterate({
    enter(node) {
      if (node.type.isError && found === null) found = `${expr.slice(0, node.from)}⟪${expr.slice(node.from)}`;
    },
  });
  return found;
}

test('the check for malformed queries finds some', () => {
  expect(malformed('sum by (le (rate(a[5s]))')).not.toBeNull();
  expect(malformed('rate(a{b="c"}[5s]) +')).not.toBeNull();
  expect(malformed('rate(a{b="c"}[5s]) + 1')).toBeNull();
});

test.each([...dashboardQueries(), ...ruleQueries()])('$where is PromQL', ({ expr }) => {
  const query = filledIn(expr, '5s', '5m');
  expect(query).not.toContain('$');
  expect(malformed(query)).toBeNull();
});
