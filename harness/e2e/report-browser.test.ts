/** Reports in a real browser: nothing goes wrong, nothing goes out, everybody can use them. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { comparisonOf } from '../record/compare-record.ts';
import { rankingOf } from '../record/ranking-record.ts';
import { parseRecord } from '../record/record-file.ts';
import type { AnyRecord } from '../record/record-kinds.ts';
import { repeatOf } from '../record/repeat-record.ts';
import { rolloutOf } from '../record/rollout-record.ts';
import { RUN } from '../record/run-record.ts';
import { testCapacity } from '../record/test-capacity.ts';
import { wideMap } from '../record/test-map.ts';
import { testRecords, testReplay } from '../record/test-records.ts';
import { incidentRun, quietRun } from '../record/test-run.ts';
import { capacityEntry, runEntry } from '../report/history.ts';
import { renderCapacityHtml } from '../report/html/capacity-page.ts';
import { renderCompareHtml } from '../report/html/compare-page.ts';
import { renderHistoryHtml } from '../report/html/history-page.ts';
import { renderMapHtml } from '../report/html/map-page.ts';
import { pageAssets } from '../report/html/page-assets.ts';
import { renderRankingHtml } from '../report/html/ranking-page.ts';
import { renderRepeatHtml } from '../report/html/repeat-page.ts';
import { renderReplayHtml } from '../report/html/replay-page.ts';
import { renderRolloutHtml } from '../report/html/rollout-page.ts';
import { renderRunHtml } from '../report/html/run-page.ts';
import { renderSweepHtml } from '../report/html/sweep-page.ts';
import { hostileRun, longRun, overloadedGeneratorRun, shortRun, testSweep } from '../report/html/test-records.ts';
import { formsOf } from '../report/record-forms.ts';
import type { RolloutOutcome } from '../verdict/rollout-outcome.ts';
import { givenSeeds } from '../verdict/sampling.ts';
import { HALTED } from '../verdict/test-rollout.ts';

const CHROMIUM = '/usr/bin/chromium';
/** Where pictures of all pages are to lie, for people to look at; they take as long as the rest. */
const SCREENSHOTS = process.env.HEADROOM_SCREENSHOTS;
const present = existsSync(CHROMIUM);
const required = process.env.HEADROOM_REQUIRE_SYSTEM === '1';
const title = present ? 'reports in Chromium' : `reports in Chromium (skipped: there is no ${CHROMIUM})`;

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

/** Captions of tables that become blocks on a phone and are cut all the same. */
const CUT = `innerWidth > 576 ? [] : [...document.querySelectorAll('.stacked')]
  .filter(box => box.scrollWidth > box.clientWidth).map(box => box.querySelector('caption').textContent)`;

/** Stopped within the seconds that the drill has. */
const HALTED_EARLY: RolloutOutcome = {
  ...HALTED,
  stages: HALTED.stages.map((stage, i) => (i === 0 ? { ...stage, startS: 3, endS: 36 } : stage)),
  halted: HALTED.halted === null ? null : { ...HALTED.halted, atS: 36 },
};

describe.skipIf(!present && !required)(title, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'headroom-report-'));
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

  beforeAll(async () => {
    const assets = await pageAssets();
    const pages = {
      pass: renderRunHtml(quietRun(), assets),
      fail: renderRunHtml(incidentRun(), assets),
      inconclusive: renderRunHtml(overloadedGeneratorRun(), assets),
      short: renderRunHtml(shortRun(), assets),
      hostile: renderRunHtml(hostileRun(), assets),
      comparison: comparisonPage(assets),
      sweep: renderSweepHtml(testSweep(), assets),
      map: renderMapHtml(wideMap(), assets),
      replay: renderReplayHtml(testReplay(), [incidentRun(), quietRun()], assets),
      long: renderRunHtml(longRun(), assets),
      ranking: renderRankingHtml(
        rankingOf([quietRun(), incidentRun()].map(run => ({ runs: [run], paths: ['a'] }))),
        [quietRun(), incidentRun()],
        assets,
      ),
      repeat: renderRepeatHtml(repeatOf([quietRun(), incidentRun({ seed: 2 })], ['a', 'b']), quietRun(), assets),
      capacity: renderCapacityHtml(testCapacity(), assets),
      instances: formsOf(recordOf('instances')).html?.(assets) ?? '',
      rollout: renderRolloutHtml(rolloutOf(incidentRun(), HALTED_EARLY, [], 'run.json'), incidentRun(), assets),
      history: renderHistoryHtml(
        [
          runEntry(incidentRun(), '2026-06-01T08:00:00.000Z'),
          ...[1, 2, 3].map(day => capacityEntry(testCapacity(), `2026-06-0${day}T09:00:00.000Z`)),
        ],
        assets,
      ),
    };
    for (const [name, page] of Object.entries(pages)) writeFileSync(join(folder, `${name}.html`), page);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A page that is open, and all that it should not have done. */
  async function open(name: string, options: BrowserContextOptions = {}): Promise<{ page: Page; trouble: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const url = pathToFileURL(join(folder, `${name}.html`)).href;
    const trouble: string[] = [];
    page.on('console', message => trouble.push(`console: ${message.text()}`));
    page.on('pageerror', error => trouble.push(`error: ${error.message}`));
    page.on('request', request => {
      if (request.url() !== url && !request.url().startsWith('data:')) trouble.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    return { page, trouble };
  }

  const looks = [
    { colorScheme: 'light', width: 1280, audited: true },
    { colorScheme: 'light', width: 390, audited: false },
    { colorScheme: 'dark', width: 390, audited: true },
    { colorScheme: 'dark', width: 1280, audited: false },
  ] as const;

  test.each([
    ...['pass', 'fail', 'inconclusive', 'short', 'hostile', 'comparison', 'sweep', 'long', 'ranking', 'repeat'],
    ...['capacity', 'instances', 'rollout', 'history', 'map'],
  ])(
    '%s: in both themes, wide and narrow, no error, no request, nothing wider than the screen, accessible',
    async name => {
      const { page, trouble } = await open(name);
      await page.waitForSelector('html[data-ready]');
      for (const { colorScheme, width, audited } of looks) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))');
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        expect(await page.evaluate(CUT)).toEqual([]);
        if (!audited) continue;
        const picture = `report-${name}-${width}-${colorScheme}.png`;
        if (SCREENSHOTS !== undefined) await page.screenshot({ path: join(SCREENSHOTS, picture), fullPage: true });
        await page.evaluate(axe);
        const { violations } = (await page.evaluate(`axe.run({ resultTypes: ['violations'] })`)) as AxeResults;
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      }
      expect(trouble).toEqual([]);
      await page.context().close();
    },
    120_000,
  );

  test('every chart of the plan is drawn, with something on it', async () => {
    const { page } = await open('fail');
    await page.waitForSelector('html[data-ready]');
    const drawn = (await page.evaluate(`(async () => {
      await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
      return [...document.querySelectorAll('.plot canvas')].map(canvas => {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
      });
    })()`)) as number[];
    expect(drawn).toHaveLength(10);
    expect(Math.min(...drawn)).toBeGreaterThan(20);
    await page.context().close();
  });

  test('the cursor goes by keyboard, says what it stands on, and all charts follow', async () => {
    const { page } = await open('fail');
    const load = page.getByRole('slider', { name: /^Load: planned/ });
    await load.focus();
    await page.keyboard.press('Home');
    for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowRight');
    expect(await load.getAttribute('aria-valuetext')).toBe(
      '30.5 s, on alternate; planned: 1,000/s; offered: 800/s; good: 450/s; errors (all): 350/s; of them timeouts: 350/s',
    );
    const cpu = page.getByRole('slider', { name: /^CPU/ });
    expect(await cpu.getAttribute('aria-valuetext')).toBe('30.5 s, on alternate; primary: 0%; alternate: 100%');
    expect(await page.locator('#plot-load + .legend .value').allTextContents()).toEqual([
      ...['1,000/s', '800/s', '450/s', '350/s', '350/s'],
    ]);
    await page.context().close();
  });

  test('a stretch that is dragged over is shown by all charts, until Escape', async () => {
    const { page } = await open('fail');
    const whole = page.getByRole('button', { name: 'Show the whole drill' });
    expect(await whole.isVisible()).toBe(false);
    await page.locator('#plot-load').scrollIntoViewIfNeeded();
    const box = (await page.locator('#plot-load .u-over').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 50);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await whole.waitFor({ state: 'visible' });
    await page.getByRole('slider', { name: /^CPU/ }).focus();
    await page.keyboard.press('Escape');
    await whole.waitFor({ state: 'hidden' });
    await page.context().close();
  });

  test('a line is hidden and shown by its name', async () => {
    const { page } = await open('fail');
    const planned = page.getByRole('button', { name: 'planned', exact: true });
    await planned.press('Enter');
    expect(await planned.getAttribute('aria-pressed')).toBe('false');
    await page.context().close();
  });

  test('the data that is saved is the record', async () => {
    const { page } = await open('fail');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^Save/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('eu-peak-failover-short-ttl.run.json');
    const saved = join(folder, 'saved.json');
    await download.saveAs(saved);
    expect(parseRecord(RUN, readFileSync(saved, 'utf8'), saved)).toEqual(incidentRun());
    await page.context().close();
  });

  test('text of a record is text', async () => {
    const { page } = await open('hostile');
    await page.waitForSelector('html[data-ready]');
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    await page.context().close();
  });

  test('without scripts the verdict, the reasons and every figure are there', async () => {
    const { page, trouble } = await open('fail', { javaScriptEnabled: false });
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/FAIL: eu-peak-failover with short-ttl/i);
    expect(await page.locator('.plot:visible').count()).toBe(0);
    expect(await page.getByText('drawn by JavaScript, which does not run here').isVisible()).toBe(true);
    expect(await page.locator('figure details table tbody tr').count()).toBe(10 * 45);
    expect(trouble).toEqual([]);
    await page.context().close();
  });

  test('it prints on A4 in the colours of paper, with its charts as wide as the page', async () => {
    const { page, trouble } = await open('fail', { colorScheme: 'dark' });
    await page.waitForSelector('html[data-ready]');
    await page.evaluate(`addEventListener('beforeprint', () => queueMicrotask(() => {
      window.printed = [getComputedStyle(document.documentElement).getPropertyValue('--paper'),
        document.querySelector('.u-wrap').clientWidth];
    }))`);
    const pdf = await page.pdf({ format: 'A4' });
    expect(await page.evaluate('window.printed')).toEqual(['#ffffff', 680]);
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)!.length).toBeLessThan(16);
    expect(await page.evaluate('document.querySelector(".u-wrap").clientWidth')).toBeGreaterThan(1000);
    expect(trouble).toEqual([]);
    await page.context().close();
  });
});

function recordOf(kind: AnyRecord['kind']): AnyRecord {
  return testRecords().find(each => each.kind === kind) as AnyRecord;
}

function comparisonPage(assets: Awaited<ReturnType<typeof pageAssets>>): string {
  const records = { baseline: quietRun(), candidate: incidentRun() };
  const comparison = comparisonOf([records], ['baseline/run.json', 'candidate/run.json'], givenSeeds(1));
  return renderCompareHtml(comparison, records, assets);
}
