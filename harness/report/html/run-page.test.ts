import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { parseRecord } from '../../record/record-file.ts';
import { RUN } from '../../record/run-record.ts';
import { incidentRun, quietRun } from '../../record/test-run.ts';
import { type PageAssets, pageAssets } from './page-assets.ts';
import { renderRunHtml } from './run-page.ts';
import { textOf } from './test-page.ts';
import { emptyRun, HOSTILE, hostileRun, longRun, shortRun } from './test-records.ts';

let assets: PageAssets;

beforeAll(async () => {
  assets = await pageAssets();
});

const dataOf = (page: string): string => /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)![1]!;

test('the verdict and its first reason come first', () => {
  const run = incidentRun();
  const text = textOf(renderRunHtml(run, assets));
  expect(text.slice(0, text.indexOf('Objectives'))).toContain('✗ fail : eu-peak-failover with short-ttl');
  expect(text.indexOf('timed out')).toBeLessThan(text.indexOf('Timeouts begin'));
});

test('a report is written the same every time', () => {
  expect(renderRunHtml(incidentRun(), assets)).toBe(renderRunHtml(incidentRun(), assets));
});

test('the data of a usual drill is the record itself, which can be read again', () => {
  const run = incidentRun();
  const page = renderRunHtml(run, assets);
  expect(parseRecord(RUN, dataOf(page), 'saved')).toEqual(run);
  expect(page).toContain('It is the run record, whole');
});

test('the data of a long drill is reduced, says how, and is not taken for the record', () => {
  const page = renderRunHtml(longRun(), assets);
  expect(textOf(page)).toMatch(/numbers of the series have 4 significant digits; intervals of \d s instead of 1 s/);
  expect(() => parseRecord(RUN, dataOf(page), 'saved')).toThrow(/integrity/);
});

test('the largest record gives a report of less than 500 KB, the usual one of less than 200', () => {
  expect(Buffer.byteLength(renderRunHtml(longRun(), assets))).toBeLessThan(500_000);
  expect(Buffer.byteLength(renderRunHtml(incidentRun(), assets))).toBeLessThan(200_000);
});

test('no text of a record becomes markup', () => {
  const page = renderRunHtml(hostileRun(), assets);
  expect(page).not.toContain('<img');
  expect(page).not.toContain('<!--');
  expect(page.match(/<script/g)).toHaveLength(3);
  expect(page.match(/<\/script>/g)).toHaveLength(3);
  expect(JSON.parse(dataOf(page)).script.name).toBe(HOSTILE);
});

test('the content policy names exactly the script and the style that are in the page', () => {
  const page = renderRunHtml(quietRun(), assets);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)![1]!;
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`script-src ${hash(/<script>(.*?)<\/script>/s.exec(page)![1]!)};`);
  expect(policy).toContain(`style-src ${hash(/<style>(.*?)<\/style>/s.exec(page)![1]!)};`);
  expect(page).not.toMatch(/ style="/);
});

test('nothing in the page points outside of it', () => {
  const page = renderRunHtml(incidentRun(), assets);
  expect(page.match(/(?:src|href)="(?!#|data:)[^"]*"/g)).toBeNull();
  expect(page).not.toMatch(/url\((?!["']?data:)/);
});

test('a drill of three seconds has no curve, but says so and shows its figures', () => {
  const page = renderRunHtml(shortRun(), assets);
  expect(page).not.toContain('class="plot"');
  expect(textOf(page)).toContain('Too short for a curve: 3 intervals of 1 s with data, of the 5 that it takes.');
  expect(textOf(page)).toContain('Too short for percentiles: 36 requests ended');
});

test('a drill without a request is reported, with no data where there is none', () => {
  const page = renderRunHtml(emptyRun(), assets);
  expect(textOf(page)).toContain('No data: nobody measured this in this drill.');
  expect(page).not.toMatch(/NaN|undefined|Infinity/);
});

test('both figures are shown where one instance stands for many', () => {
  const text = textOf(renderRunHtml(incidentRun(), assets));
  expect(text).toContain('8 (800 at real scale)');
  expect(text).toContain('315,000 at real scale');
  expect(text).toContain('peak 100,000/s, 2,000,000 users');
});

test('a knob that differs and never acted is named', () => {
  const run = incidentRun({ knobs: { ttl: 0, coalesce: 3 } });
  expect(textOf(renderRunHtml(run, assets))).toContain(
    'This drill says nothing about ttl : it differs from the baseline',
  );
});
