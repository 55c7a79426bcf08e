/** The live page in a real browser: it moves, its buttons work, nothing goes wrong, nothing goes out, everybody can use it. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { StartedHeadroom } from './started-headroom.ts';

const CHROMIUM = '/usr/bin/chromium';
const present = existsSync(CHROMIUM);
const required = process.env.HEADROOM_REQUIRE_SYSTEM === '1';
const title = present ? 'the live page in Chromium' : `the live page in Chromium (skipped: there is no ${CHROMIUM})`;

const FLAGS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];
const FIXTURES = 'harness/e2e/fixtures/live-page';
const TOPOLOGY = ['--topology', `${FIXTURES}/small.yaml`];
const SETTINGS = ['--cache', 'mock-service/settings/short-ttl.yaml'];
/** Where pictures of all pages are to lie, for people to look at. */
const SCREENSHOTS = process.env.HEADROOM_SCREENSHOTS;
/** Half a minute where nothing else runs. */
const TIME_MS = 120_000;

describe.skipIf(!present && !required)(title, () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), 'headroom-live-page-'));
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const started: StartedHeadroom[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  }, TIME_MS);

  afterAll(async () => {
    await Promise.all([browser?.close(), ...started.map(each => each.interrupt())]);
    rmSync(folder, { recursive: true, force: true });
  }, TIME_MS);

  function start(...args: readonly string[]): StartedHeadroom {
    const command = new StartedHeadroom(args);
    started.push(command);
    return command;
  }

  /** A page that is open, and all that it should not have done: it may ask these origins and no other. */
  async function open(
    url: string,
    width: number,
    colorScheme: 'light' | 'dark',
    origins: readonly string[],
  ): Promise<{ page: Page; trouble: string[] }> {
    const options: BrowserContextOptions = { viewport: { width, height: 900 }, colorScheme };
    const page = await (await browser.newContext(options)).newPage();
    page.setDefaultTimeout(TIME_MS);
    const trouble: string[] = [];
    page.on('console', message => trouble.push(`console: ${message.text()}`));
    page.on('pageerror', error => trouble.push(`error: ${error.message}`));
    page.on('request', request => {
      const { protocol, origin } = new URL(request.url());
      if (protocol !== 'data:' && !origins.includes(origin)) trouble.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    await page.waitForSelector('html[data-ready]');
    return { page, trouble };
  }

  /** What is wrong with the page as it is now, for people. */
  async function faults(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
    const list = violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    const widest = (await page.evaluate('document.documentElement.scrollWidth')) as number;
    const { width = 0 } = page.viewportSize() ?? {};
    return widest > width ? [...list, `too wide: ${widest}`] : list;
  }

  async function shoot(page: Page, name: string): Promise<void> {
    if (SCREENSHOTS === undefined) return;
    await page.screenshot({ path: join(SCREENSHOTS, `live-page-${name}.png`), fullPage: true });
  }

  test(
    'a drill: data moves, operations come as they happen, then the verdict with its report',
    async () => {
      const out = join(folder, 'run');
      const gate = await Gate.closed();
      const drill = [`${FIXTURES}/short-drill.ts`, ...TOPOLOGY, ...SETTINGS, '-e', `GATE=${gate.url}`];
      const run = start('run', ...drill, '--ui', '0', '--out', out);
      const url = (await run.says(/^Live page: (\S+)/))[1] as string;
      const { origin } = new URL(url);
      const pages = await Promise.all([open(url, 1280, 'light', [origin]), open(url, 390, 'dark', [origin])]);
      const [{ page }] = pages;
      await page.locator('#phase', { hasText: 'Starting' }).waitFor();
      const before = await drawing(page);
      // In red while it goes on; after that the verdict stands in its place.
      const alarm = firstShown(page, '#alarm');
      gate.open();

      await page.waitForSelector('#timeline >> text=fail-over alternate');
      const during = await drawing(page);
      expect(during).not.toBe(before);
      expect(await page.locator('#plot-load + .legend .value').nth(1).textContent()).toMatch(/^\d+(\.\d)?\/s$/);
      expect(await page.locator('#spoken').textContent()).toContain('Operation 1: fail-over alternate');
      expect(await page.locator('tr.changed').textContent()).toBe('ttl300s1s');
      await shoot(page, 'drill-running');

      await Promise.all(pages.map(each => each.page.waitForSelector('html[data-over]')));
      expect(await run.ended()).toBe(99);
      expect(await drawing(page)).not.toBe(during);
      await gate.close();
      expect(await alarm).toMatch(/^✗\s+Broken: (?:timeouts|errors|p99) \d.*allowed\)/);
      expect(await page.locator('#alarm').isVisible()).toBe(false);
      expect(await page.title()).toBe('FAIL short-drill with short-ttl');
      expect(await page.locator('#verdict').textContent()).toMatch(
        /fail: short-drill with short-ttl.*requests timed out/,
      );
      expect(await page.locator('#timeline').textContent()).toContain('fail-back primary');
      // Its server is gone: the report was fetched while it was there.
      const [report] = await Promise.all([
        page.context().waitForEvent('page'),
        page.getByRole('link', { name: 'Open the report' }).click(),
      ]);
      await report.waitForSelector('html[data-ready]');
      expect(await report.getByRole('heading', { level: 1 }).innerText()).toMatch(/FAIL: short-drill with short-ttl/i);

      for (const [index, each] of pages.entries()) {
        await shoot(each.page, ['drill-over', 'drill-over-390-dark'][index] as string);
        expect(await faults(each.page)).toEqual([]);
        expect(each.trouble).toEqual([]);
        await each.page.context().close();
      }
    },
    TIME_MS,
  );

  test(
    'a site that is kept up: the buttons order operations, and the charts show what they do',
    async () => {
      const ports = ['--port', '0', '--tls-port', '0', '--control-port', '0'];
      const serve = start('serve', ...TOPOLOGY, ...SETTINGS, ...ports, '--ui', '0');
      const url = (await serve.says(/live page +(\S+)/))[1] as string;
      const proxy = (await serve.says(/My Sign-Ins +(\S+)/))[1] as string;
      const [, control, token] = (await serve.says(/control server +(\S+) +token (\S+)/)) as unknown as string[];
      const origins = [new URL(url).origin, control as string];
      const visitors = visit(proxy);
      const { page, trouble } = await open(url, 1280, 'dark', origins);
      // The token is not left where shoulders and screenshots see it.
      expect(page.url()).not.toContain(token);

      const users = (pool: string, share: string): Promise<void> =>
        page.locator(`#pools tr:has(th:text-is("${pool}")) td:nth-of-type(1):text-is("${share}")`).waitFor();
      await users('primary', '100%');
      const failOver = page.getByRole('form', { name: 'Fail over', exact: true });
      await failOver.getByLabel('users move').selectOption('at once');
      await failOver.getByRole('button').press('Enter');
      await page.waitForSelector('.answer >> text=Fail over: accepted.');
      await page.waitForSelector('#timeline >> text=fail-over alternate');
      await users('alternate', '100%');
      await page
        .locator('#plot-pool-load + .legend .value')
        .nth(1)
        .filter({ hasText: /^[1-9]/ })
        .waitFor();
      await page.getByRole('button', { name: 'Deploy' }).click();
      await page.getByRole('button', { name: 'Fail back to primary' }).click();
      await page.waitForSelector('#timeline >> text=fail-back primary');
      await shoot(page, 'site');
      expect(trouble).toEqual([]);

      const narrow = await open(origins[0] as string, 390, 'light', origins);
      expect(await narrow.page.getByRole('button', { name: 'Roll back' }).isDisabled()).toBe(true);
      const input = narrow.page.getByLabel(/token that headroom serve has printed/);
      await input.fill('wrong');
      await input.press('Enter');
      await narrow.page.getByRole('button', { name: 'Roll back' }).click();
      await narrow.page.waitForSelector('text=does not know this token');
      await input.fill(token as string);
      await input.press('Enter');
      await narrow.page.getByRole('button', { name: 'Roll back' }).click();
      await narrow.page.waitForSelector('text=Roll back: accepted.');
      await shoot(narrow.page, 'site-390');
      expect(await faults(narrow.page)).toEqual([]);
      // A browser tells of every answer that is an error.
      expect(narrow.trouble).toEqual([expect.stringContaining('401')]);

      await visitors.stop();
      expect(await serve.interrupt()).toBe(0);
      await page.waitForSelector('text=the site has been stopped');
      expect(trouble).toEqual([]);
    },
    TIME_MS,
  );
});

/** What an element said when it was shown first, however short that was. */
function firstShown(page: Page, selector: string): Promise<string> {
  return page.evaluate(`new Promise(said => {
    const element = document.querySelector('${selector}');
    const look = () => { if (!element.hidden) said(element.innerText); };
    new MutationObserver(look).observe(element, { attributes: true, childList: true, subtree: true });
    look();
  })`);
}

/** The first chart as it is now. */
function drawing(page: Page): Promise<unknown> {
  return page.evaluate("document.querySelector('#plot-load canvas').toDataURL()");
}

/** Where a drill asks whether it may begin. */
class Gate {
  readonly url: string;
  readonly #server: Server;
  #status = 503;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    server.on('request', (_, response) => response.writeHead(this.#status).end());
  }

  static async closed(): Promise<Gate> {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return new Gate(server);
  }

  open(): void {
    this.#status = 200;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}

/** Somebody who looks at the site now and then. */
function visit(proxy: string): { stop(): Promise<void> } {
  let on = true;
  let user = 0;
  const visits = (async () => {
    while (on) {
      const headers = { 'x-user': `user${user++ % 100}@small.example` };
      const answer = await fetch(new URL('v1.0/me/authentication/methods', proxy), { headers }).catch(() => null);
      await answer?.text().catch(() => '');
      await new Promise(resolve => setTimeout(resolve, 30));
    }
  })();
  return {
    stop: () => {
      on = false;
      return visits;
    },
  };
}
