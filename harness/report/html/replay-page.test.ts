import { beforeAll, expect, test } from 'vitest';
import { testReplay } from '../../record/test-records.ts';
import { incidentRun, quietRun } from '../../record/test-run.ts';
import { type PageAssets, pageAssets } from './page-assets.ts';
import { renderReplayHtml } from './replay-page.ts';
import { dataOf, planOf } from './test-page.ts';
import { HOSTILE, hostileRun } from './test-records.ts';

let assets: PageAssets;

beforeAll(async () => {
  assets = await pageAssets();
});

test('it tells the story, and has each drill beside the others', () => {
  const page = renderReplayHtml(testReplay(), [incidentRun(), quietRun()], assets);
  for (const text of ['What happened', 'Why it started', 'What kept it going', 'What ends it', 'acme.example/report'])
    expect(page).toContain(text);
  expect(page).toMatch(/incident: at peak.*It fails and stays down.*quiet-hour: off-peak.*It holds/s);
  const { charts, sources } = planOf(page);
  expect(charts.map(({ id }: { id: string }) => id)).toEqual([
    ...['drill-0-requests', 'drill-0-pool', 'drill-0-store', 'drill-1-requests', 'drill-1-pool', 'drill-1-store'],
  ]);
  expect(sources).toEqual({ 'drill-0': ['series', 'drill-0'], 'drill-1': ['series', 'drill-1'] });
  // What is drawn, and no more.
  expect(Object.keys(dataOf(page).series['drill-0'].columns).sort()).toEqual([
    ...['alternate.cpu', 'alternate.hitRatio', 'alternate.memory', 'directoryConcurrency', 'errors', 'good', 'planned'],
  ]);
});

test('where the runs are gone it is the story alone', () => {
  const page = renderReplayHtml(testReplay(), [], assets);
  expect(page).not.toContain('Side by side');
  expect(planOf(page).charts).toEqual([]);
});

test('its texts are texts', () => {
  const record = testReplay(hostileRun());
  const drills = record.drills.map(drill => ({ ...drill, asks: HOSTILE, name: HOSTILE }));
  const incident = Object.fromEntries(Object.keys(record.incident).map(key => [key, HOSTILE]));
  const page = renderReplayHtml(
    { ...record, drills, incident: incident as typeof record.incident },
    [hostileRun(), quietRun()],
    assets,
  );
  expect(page).not.toContain('<img');
  expect(page.match(/<script/g)).toHaveLength(3);
});
