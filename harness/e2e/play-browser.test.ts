/** A report in which the drill is done again, in a real browser, from disk and without a network: the bytes are the command line's. */

import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MOST_PAGE_BYTES } from '../cli/keep-record.ts';
import { writePlayground } from '../cli/write-playground.ts';
import { headroom } from './headroom.ts';

const CHROMIUM = '/usr/bin/chromium';
const SCREENSHOTS = process.env.HEADROOM_SCREENSHOTS;
const present = existsSync(CHROMIUM);
const required = process.env.HEADROOM_REQUIRE_SYSTEM === '1';
const title = present ? 'a drill in a report' : `a drill in a report (skipped: there is no ${CHROMIUM})`;

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

const SCRIPT = 'scenarios/eu-peak-failover.ts';
const BASELINE = 'mock-service/settings/baseline.yaml';
const SHORT_TTL = 'mock-service/settings/short-ttl.yaml';
/** Of base64, in a page. */
const MOST_ENGINE_BYTES = 400_000;

const LOOKS = [
  { colorScheme: 'light', width: 1280, audited: true },
  { colorScheme: 'light', width: 390, audited: false },
  { colorScheme: 'dark', width: 390, audited: true },
  { colorScheme: 'dark', width: 1280, audited: false },
] as const;

describe.skipIf(!present && !required)(title, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'headroom-play-'));
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(file: string): Promise<{ page: Page; trouble: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true });
    const page = await context.newPage();
    const trouble: string[] = [];
    page.on('console', message => trouble.push(`console: ${message.text()}`));
    page.on('pageerror', error => trouble.push(`error: ${error.message}`));
    page.on('request', request => {
      if (!/^(file|blob|data):/.test(request.url())) trouble.push(`request: ${request.url()}`);
    });
    await page.goto(pathToFileURL(file).href);
    await page.waitForSelector('html[data-ready]');
    return { page, trouble };
  }

  /** Waits for the end of the drill that runs. @returns what a screen reader is told of it */
  async function told(page: Page): Promise<string> {
    await page.locator('#play-status', { hasText: /^(Done|Not run)/ }).waitFor({ timeout: 60_000 });
    return (await page.locator('#play-status').textContent()) ?? '';
  }

  /** SHA-256 of the `run.json` that the command of a page gives. */
  async function hashOf(command: string, out: string): Promise<string> {
    const [program, ...words] = command.split(' ');
    expect(program).toBe('headroom');
    await headroom([...words, '--quiet', '--exit-zero', '--out', out]);
    return createHash('sha256')
      .update(readFileSync(join(out, 'run.json')))
      .digest('hex');
  }

  async function looksRight(page: Page, name: string): Promise<void> {
    for (const { colorScheme, width, audited } of LOOKS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const picture = `play-${name}-${width}-${colorScheme}.png`;
      if (SCREENSHOTS !== undefined)
        await page.locator('section.play').screenshot({ path: join(SCREENSHOTS, picture) });
      if (!audited) continue;
      await page.evaluate(axe);
      const { violations } = (await page.evaluate(`axe.run({ resultTypes: ['violations'] })`)) as AxeResults;
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
  }

  test('as recorded it gives the recorded bytes, with other values those of its command', async () => {
    const out = join(folder, 'run');
    await headroom(['run', SCRIPT, '--virtual', '--cache', SHORT_TTL, '--quiet', '--exit-zero', '--out', out]);
    const file = join(out, 'report.html');
    expect(statSync(file).size).toBeLessThan(MOST_PAGE_BYTES);
    const { page, trouble } = await open(file);
    expect((await page.locator('#play-engine').textContent())?.length).toBeLessThan(MOST_ENGINE_BYTES);

    await page.getByRole('button', { name: 'Run', exact: true }).press('Enter');
    expect(await told(page)).toMatch(/^Done: fail\. 2,702 of /);
    const recorded = createHash('sha256').update(readFileSync(join(out, 'run.json')));
    expect(await page.locator('#play-hash').textContent()).toBe(recorded.digest('hex'));
    expect(await page.locator('#play-same').textContent()).toBe(': the recorded one, to the byte');

    // By keyboard alone, as a screen reader names and reads the values.
    const slider = (name: string) => page.getByRole('slider', { name, exact: true });
    expect(await slider('ttl').getAttribute('aria-valuetext')).toBe('1s');
    await slider('ttl').focus();
    for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowRight');
    expect(await slider('ttl').getAttribute('aria-valuetext')).toBe('10s');
    await slider('instances of the alternate').press('ArrowRight');
    await slider('peak, requests per second').press('ArrowLeft');
    await slider('failover begins at').press('ArrowRight');
    await page.keyboard.press('Enter');
    expect(await told(page)).toMatch(/^Done: pass\. /);
    expect(await page.getByRole('heading', { level: 3, name: /pass/ }).textContent()).toBe(
      '✓ pass: ttl=10s, pools.alternate.instances=5, peak=900, fail_over at 11s',
    );
    expect(await page.locator('#play-table td').allTextContents()).toEqual(
      expect.arrayContaining(['fail', 'pass', 'second 27', 'never']),
    );
    const command = (await page.locator('#play-command').textContent()) ?? '';
    expect(command).toBe(
      `headroom run ${SCRIPT} --virtual --cache ${SHORT_TTL} --set ttl=10s --set pools.alternate.instances=5 --set peak=900 --at fail_over=11s`,
    );
    expect(await page.locator('#play-hash').textContent()).toBe(await hashOf(command, join(folder, 'again')));

    await looksRight(page, 'run');
    await page.getByRole('button', { name: 'As recorded' }).click();
    await page.locator('#play-value-ttl', { hasText: /^1s$/ }).waitFor();
    expect(trouble).toEqual([]);
    await page.context().close();
  }, 180_000);

  test('a comparison carries its candidate', async () => {
    const out = join(folder, 'compare');
    const words = [
      'compare',
      SCRIPT,
      BASELINE,
      SHORT_TTL,
      '--virtual',
      '--repeat',
      '1',
      '--seed',
      '3',
      '--set',
      'peak=900',
    ];
    await headroom([...words, '--quiet', '--exit-zero', '--out', out]);
    const file = join(out, 'report.html');
    expect(statSync(file).size).toBeLessThan(MOST_PAGE_BYTES);
    const { page, trouble } = await open(file);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await told(page);
    const run = readFileSync(join(out, 'candidate/run.json'));
    expect(await page.locator('#play-hash').textContent()).toBe(createHash('sha256').update(run).digest('hex'));
    const command = (await page.locator('#play-command').textContent()) ?? '';
    expect(await page.locator('#play-hash').textContent()).toBe(await hashOf(command, join(folder, 'candidate')));
    expect(trouble).toEqual([]);
    await page.context().close();
  }, 180_000);

  test('the playground is one file, in which a longer ttl mends the drill', async () => {
    const file = join(folder, 'playground.html');
    expect(await writePlayground(file)).toBeLessThan(MOST_PAGE_BYTES);
    const { page, trouble } = await open(file);
    await page.getByRole('slider', { name: 'ttl', exact: true }).press('End');
    await page.keyboard.press('Enter');
    expect(await told(page)).toMatch(/^Done: pass\. /);
    await looksRight(page, 'playground');
    expect(trouble).toEqual([]);
    await page.context().close();
  }, 120_000);

  test('on request a report is without the drill', async () => {
    const out = join(folder, 'small');
    await headroom(['run', SCRIPT, '--virtual', '--no-play', '--quiet', '--exit-zero', '--out', out]);
    const { page, trouble } = await open(join(out, 'report.html'));
    expect(statSync(join(out, 'report.html')).size).toBeLessThan(MOST_PAGE_BYTES - MOST_ENGINE_BYTES / 2);
    expect(await page.getByText('Run it again').count()).toBe(0);
    expect(trouble).toEqual([]);
    await page.context().close();
  }, 60_000);
});
