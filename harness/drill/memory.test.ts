import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { BinHost } from '../../proof/conformance/script/bin-host.ts';
import { compileScript } from '../script/compile/compile-script.ts';
import { testSpec } from './test-script.ts';
import { VirtualDrill } from './virtual-drill.ts';

const SCRIPT = 'bench/scripts/steady.js';
const MIB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Heap in use once nothing is left to collect. */
function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test('memory does not grow with the run: histograms are kept, not samples', async () => {
  const env = { DURATION: '31s', BASE_URL: 'http://bin.test/anything' };
  const script = await compileScript(SCRIPT);
  const bytesAt = new Map<number, number>();
  await new Promise<void>((resolve, reject) => {
    const running: VirtualDrill = new VirtualDrill(testSpec(SCRIPT, { env }), script, {
      log: () => {},
      started: () => {},
      second: second => {
        if (second === 10 || second === 30) bytesAt.set(second, heapBytes());
      },
      sampled: () => {},
      noted: () => {},
      finished: ({ record }) => {
        expect(record.generator.completedIterations).toBe(62_000);
        resolve();
      },
      crashed: reject,
    });
    new BinHost(running.clock, running.site.network, false);
    running.start();
  });
  const [early, late] = [bytesAt.get(10) as number, bytesAt.get(30) as number];
  // 40 000 iterations lie between: 25 bytes of each would be seen.
  expect((late - early) / MIB).toBeLessThan(1);
});
