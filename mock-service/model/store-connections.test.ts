import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../time/virtual-clock.ts';
import { DirectoryModel, type DirectoryModelConfig } from './directory.ts';
import { StoreConnections, type StoreConnectionsConfig } from './store-connections.ts';

const DIRECTORY: DirectoryModelConfig = {
  ...{ latency: { fixed: 10 }, concurrency: 100, timeoutMs: 1000, errors: 0, unknownUsers: 0, setUpMs: 5 },
};

class Wired {
  readonly clock = new VirtualClock();
  readonly directory: DirectoryModel;
  readonly connections: StoreConnections;
  /** `key@ms`, with the failure. */
  readonly answers: string[] = [];

  constructor(config: Partial<StoreConnectionsConfig> = {}, directory: Partial<DirectoryModelConfig> = {}) {
    const store = { read: (key: number) => ({ key }), execute: () => 'written' };
    this.directory = new DirectoryModel(this.clock, { ...DIRECTORY, ...directory }, store, 1);
    const full = { perInstance: 2, waitMs: 100, keepMs: 1000, ...config };
    this.connections = new StoreConnections(full, this.clock, this.directory);
  }

  read(...keys: number[]): void {
    for (const key of keys)
      this.connections.submit({
        ...{ key, command: null },
        answered: (_, failure, now) => this.answers.push(`${key}@${now}${failure === null ? '' : ` ${failure}`}`),
      });
  }
}

describe('connections to the directory', () => {
  test('are opened as they are needed, up to their number; calls wait for them in order', () => {
    const wired = new Wired();
    wired.read(1, 2, 3, 4, 5);
    wired.clock.advance(200);
    // 5 ms to open, 10 ms a read.
    expect(wired.answers).toEqual(['1@15', '2@15', '3@25', '4@25', '5@35']);
    expect(wired.directory).toMatchObject({ setUps: 2, reads: 5, writes: 0 });
    expect(wired.connections).toMatchObject({ open: 2, counts: { opened: 2, noConnection: 0 } });
    expect(wired.connections.takePeaks()).toEqual({ used: 1, waiting: 2.5 });
  });

  test('that are idle are used again, and closed after a time', () => {
    const wired = new Wired();
    wired.read(1);
    wired.clock.advance(500);
    wired.read(2);
    wired.clock.advance(1400);
    expect([wired.connections.open, wired.directory.setUps]).toEqual([1, 1]);
    wired.clock.advance(1600);
    expect(wired.connections.open).toBe(0);
    wired.read(3);
    wired.clock.advance(2000);
    expect(wired.answers).toEqual(['1@15', '2@510', '3@1615']);
  });

  test('a call that waits in vain fails with a reason of its own, and never reaches the directory', () => {
    const wired = new Wired({ perInstance: 1, waitMs: 20 });
    wired.read(1, 2, 3);
    wired.clock.advance(200);
    expect(wired.answers).toEqual(['1@15', '3@20 no-connection', '2@25']);
    expect(wired.directory.reads).toBe(2);
    expect(wired.connections.counts).toEqual({ opened: 1, noConnection: 1 });
  });

  test('one that cannot be opened in time is tried again for those who wait', () => {
    const wired = new Wired({ perInstance: 1, waitMs: 5000 }, { setUpMs: 600, timeoutMs: 500 });
    wired.read(1);
    wired.clock.advance(2200);
    expect([wired.answers, wired.directory.setUps]).toEqual([[], 5]);
  });

  test('are gone when their instance restarts, with what was under way', () => {
    const wired = new Wired();
    wired.read(1, 2, 3);
    wired.clock.advance(7);
    wired.connections.reset();
    wired.read(4);
    wired.clock.advance(200);
    expect(wired.answers).toEqual(['1@15', '2@15', '4@22']);
    expect(wired.connections).toMatchObject({ open: 1, counts: { opened: 3 } });
  });
});
