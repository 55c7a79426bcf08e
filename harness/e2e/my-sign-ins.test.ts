import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Secret, TOTP } from 'otpauth';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type InstanceServer, serveInstance } from '../../mock-service/http/instance-server.ts';
import { serviceAsset } from '../../mock-service/http/service-asset.ts';
import { EPOCH_MS, TestService } from '../../mock-service/service/my-sign-ins/test-service.ts';

const CHROMIUM = '/usr/bin/chromium';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let server: InstanceServer;
let browser: Browser;
let page: Page;
const pageErrors: string[] = [];

/** Every answer of the service becomes what the proxy says when it is late. */
async function breakService(): Promise<void> {
  await page.route('**/v1.0/**', route =>
    route.fulfill({
      status: 504,
      headers: { 'x-headroom-reason': 'deadline' },
      contentType: 'text/plain',
      body: '504\n',
    }),
  );
}

describe.skipIf(!existsSync(CHROMIUM))('My Sign-Ins', () => {
  beforeAll(async () => {
    const service = new TestService(100, 1, serviceAsset('my-sign-ins/my-sign-ins.html'));
    server = await serveInstance({ service: service.service, instance: service, host: '127.0.0.1', port: 0 });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    // The check for accessibility is a script that the page's own policy would refuse.
    page = await browser.newPage({ bypassCSP: true });
    page.on('pageerror', error => pageErrors.push(error.message));
  });

  beforeEach(async () => {
    await page.unrouteAll();
    await page.goto(`${server.origin}/?user=user7@eu.example`);
    await page.waitForSelector('#activity tr');
  });

  afterEach(() => expect(pageErrors).toEqual([]));

  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test('shows recent activity, page by page, and methods', async () => {
    expect(await page.textContent('#who')).toBe('Signed in as user7@eu.example');
    expect(await page.locator('#activity tr').count()).toBe(10);
    await page.click('#more');
    await page.waitForSelector('#activity tr:nth-child(11)');
    expect(await page.locator('#methods li').allTextContents()).toContainEqual(
      expect.stringMatching(/^Password since /),
    );
  });

  test('adds a phone and removes it, or says why not', async () => {
    await page.fill('#phone [name=phoneNumber]', '555');
    await page.selectOption('#phone select', 'office');
    await page.click('#phone button');
    expect(await page.textContent('#phone-note .bad')).toMatch(/^400 Bad Request\. Invalid phoneNumber "555"/);
    await page.fill('#phone [name=phoneNumber]', '+1 2065550100');
    await page.click('#phone button');
    expect(await page.textContent('#phone-note .good')).toBe('+1 2065550100 is added.');
    const line = page.locator('#methods li', { hasText: '(office)' });
    await line.getByRole('button').click();
    await line.waitFor({ state: 'detached' });
  });

  test('registers an authenticator app by its first code', async () => {
    await page.click('#app button');
    const secret = Secret.fromBase32((await page.locator('#app-secret:visible').textContent()) as string);
    await page.fill('#app-code input', new TOTP({ secret }).generate({ timestamp: EPOCH_MS }));
    await page.click('#app-code button');
    expect(await page.textContent('#app-note .good')).toBe('The app is registered.');
  });

  test('issues a pass and signs in with it once', async () => {
    await page.check('#pass [type=checkbox]');
    await page.click('#pass button');
    const pass = (await page.textContent('#pass-note code')) as string;
    await page.fill('#signin input', pass);
    await page.click('#signin button');
    expect(await page.textContent('#signin-note .good')).toBe('Signed in as user7@eu.example.');
    await page.fill('#signin input', pass);
    await page.click('#signin button');
    expect(await page.textContent('#signin-note .bad')).toMatch(/^401 Unauthorized\. .*already been redeemed/);
  });

  test('says plainly that the service was late', async () => {
    await breakService();
    await page.click('#choose button');
    const late = '504 Gateway Timeout: the service did not answer in time.';
    expect(await page.textContent('#activity-note .bad')).toBe(late);
    expect(await page.textContent('#methods-note .bad')).toBe(late);
    await page.click('#app button');
    expect(await page.textContent('#app-note .bad')).toBe(late);
  });

  test.each([
    ['light', 1100],
    ['dark', 400],
  ] as const)('is accessible: %s, %i pixels wide, with notes', async (colorScheme, width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.click('#pass button');
    await page.waitForSelector('#pass-note .good');
    await page.click('#app button');
    await page.waitForSelector('#app-secret:visible');
    await breakService();
    await page.fill('#phone [name=phoneNumber]', '+1 2065550100');
    await page.click('#phone button');
    await page.waitForSelector('#phone-note .bad');
    await page.addScriptTag({ content: AXE });
    const violations = await page.evaluate(
      "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))",
    );
    expect(violations).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
