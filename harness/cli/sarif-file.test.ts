import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { readCacheSettings } from '../../mock-service/files/read-cache-settings-file.ts';
import { incidentRun } from '../record/test-run.ts';
import type { DrilledSettings } from '../verdict/drill-identity.ts';
import { Given } from './flags/command.ts';
import { Refusal } from './refusal.ts';
import { sarifFlag } from './sarif-file.ts';
import { writeSarif } from './write-sarif.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-sarif-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const SHORT = 'mock-service/settings/short-ttl.yaml';

function drilled(name: string, fingerprint: string): DrilledSettings {
  return { name, fingerprint, values: {}, baseline: null, differences: [] };
}

test('a knob is where its file has it; what the command line sets, and what is not there, is in the file', () => {
  const file = join(FOLDER, 'mine.yaml');
  writeFileSync(file, '# two lines\n# of comment\nttl: 20s\nscope: pool\n');
  const settings = readCacheSettings(file);
  const given = new Given([], { sarif: join(FOLDER, 'x.sarif'), set: ['scope=instance'] });
  const placeOf = sarifFlag(given, [file], [settings])?.placeOf;
  const { href } = pathToFileURL(file);
  const mine = drilled('mine', settings.fingerprint);
  expect(placeOf?.(mine, 'ttl')).toEqual({ uri: href, at: { line: 3, column: 1 } });
  expect(placeOf?.(mine, 'scope')).toEqual({ uri: href, at: null });
  expect(placeOf?.(mine, 'coalesce')).toEqual({ uri: href, at: null });
  expect(placeOf?.(mine, null)).toEqual({ uri: href, at: null });
  expect(placeOf?.(drilled('other', settings.fingerprint), 'ttl')).toBeNull();
});

test('a file below the working folder is named from there, and written whole', () => {
  const { name, fingerprint } = readCacheSettings(SHORT);
  const out = join(FOLDER, 'deep', 'gate.sarif');
  const sarif = sarifFlag(new Given([], { sarif: out }), [SHORT], [{ name, fingerprint }]);
  const run = incidentRun();
  writeSarif(sarif, { kind: 'run', record: { ...run, cacheSettings: { ...run.cacheSettings, name, fingerprint } } });
  const line =
    readFileSync(SHORT, 'utf8')
      .split('\n')
      .findIndex(text => text.startsWith('ttl:')) + 1;
  expect(line).toBeGreaterThan(0);
  const physicalLocation = { artifactLocation: { uri: SHORT }, region: { startLine: line, startColumn: 1 } };
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
    version: '2.1.0',
    runs: [{ results: new Array(5).fill({ locations: [{ physicalLocation }] }) }],
  });
});

test('a place that cannot be written to is refused before anything starts', () => {
  writeFileSync(join(FOLDER, 'a-file'), '');
  const given = new Given([], { sarif: join(FOLDER, 'a-file', 'x.sarif') });
  expect(() => sarifFlag(given, [SHORT], [readCacheSettings(SHORT)])).toThrow(Refusal);
  expect(sarifFlag(new Given([], {}), [SHORT], [])).toBeNull();
});
