import { describe, expect, it } from 'vitest';
import { compileText, TestVu } from '../compile/test-script.ts';
import { type CoroutineOwner, VuCoroutine } from './coroutine.ts';
import { Drains } from './job-queue.ts';

const IMPORTS = `import http from 'k6/http'; import { sleep, trace, setTimeout } from 'k6';\n`;

function vuOf(body: string, outcome?: (count: number, args: unknown[]) => unknown): TestVu {
  return new TestVu(compileText(`${IMPORTS}${body}`), outcome);
}

describe('an iteration', () => {
  it('waits in each blocking call', () => {
    const vu = vuOf(
      `function main() { trace(http.get('a')); sleep(1); return 'end'; } export { main as default };`,
    ).start();
    expect(vu.events).toEqual(['get(a)']);
    vu.step();
    expect(vu.events).toEqual(['get(a)', '"a"', 'sleep(1)']);
    expect(vu.vu.busy).toBe(true);
    vu.step();
    expect(vu.vu.busy).toBe(false);
    expect(vu.trace.at(-1)).toBe('returned end');
  });

  it('throws what a blocking call fails with, inside the script', () => {
    const body = `function main() { try { http.get('a'); } catch (e) { return 'caught ' + e.message; } } export { main as default };`;
    expect(vuOf(body, () => new Error('refused')).run()).toEqual(['get(a)', 'returned caught refused']);
  });

  it('ends with an uncaught exception', () => {
    const body = `function main() { sleep(1); throw new Error('x'); } export { main as default };`;
    expect(vuOf(body).run()).toEqual(['sleep(1)', 'threw x']);
  });

  it('runs plain functions too', () => {
    expect(vuOf(`function main(data) { return typeof data; } export { main as default };`).run()).toEqual([
      'returned object',
    ]);
  });

  it('can start the next from its owner’s callback', () => {
    const script = compileText(`${IMPORTS}let n = 0; function main() { sleep(++n); } export { main as default };`);
    const vu = new TestVu(script);
    let left = 3;
    const owner: CoroutineOwner = {
      returned() {
        if (--left > 0) vu.vu.start(vu.module.exports.default as never, {}, owner);
      },
      threw: error => expect.fail(String(error)),
    };
    vu.vu.start(vu.module.exports.default as never, {}, owner);
    while (vu.step());
    expect(vu.events).toEqual(['sleep(1)', 'sleep(2)', 'sleep(3)']);
  });

  it('cannot start twice', () => {
    const vu = vuOf(`function main() { sleep(1); } export { main as default };`).start();
    expect(() => vu.start()).toThrow('this VU is busy');
  });

  it('enters its VU before any code runs', () => {
    const script = compileText(`${IMPORTS}function main() { trace('code'); } export { main as default };`);
    const { module, events } = new TestVu(script);
    const vu = new VuCoroutine({ enter: () => events.push('enter') }, new Drains());
    vu.start(module.exports.default as never, {}, { returned() {}, threw() {} });
    expect(events).toEqual(['enter', '"code"']);
  });
});

describe('the event loop', () => {
  it('runs promise callbacks after the code, never during a blocking call', () => {
    const body = `function main() { Promise.resolve('then').then(trace); sleep(1); trace('main'); } export { main as default };`;
    expect(vuOf(body).run()).toEqual(['sleep(1)', '"main"', '"then"', 'returned undefined']);
  });

  it('lets callbacks block', () => {
    const body = `function main() { Promise.resolve(1).then(x => { sleep(x); trace('slept'); }).then(() => sleep(2)); } export { main as default };`;
    expect(vuOf(body).run()).toEqual(['sleep(1)', '"slept"', 'sleep(2)', 'returned undefined']);
  });

  it('holds the whole VU in a blocking call after an await', () => {
    const body = `async function other() { await null; sleep(2); trace('other'); }
      async function main() { const p = other(); sleep(1); trace('main'); await p; return 'end'; } export { main as default };`;
    expect(vuOf(body).run()).toEqual(['sleep(1)', '"main"', 'sleep(2)', '"other"', 'returned end']);
  });

  it('keeps the iteration open for timers', () => {
    const body = `function main() { setTimeout(() => { sleep(1); trace('timer'); }); return 'main'; } export { main as default };`;
    expect(vuOf(body).run()).toEqual(['sleep(1)', '"timer"', 'returned main']);
  });

  it('runs a timer that is due during a blocking call after it', () => {
    const body = `function main() { setTimeout(() => trace('timer')); sleep(1); trace('main'); } export { main as default };`;
    expect(vuOf(body).run()).toEqual(['sleep(1)', '"main"', '"timer"', 'returned undefined']);
  });

  it('fails the iteration with an unhandled rejection', () => {
    const body = `function main() { Promise.reject(new Error('lost')); sleep(1); trace('main'); } export { main as default };`;
    expect(vuOf(body).run()).toEqual(['sleep(1)', '"main"', 'threw lost']);
  });

  it('does not mind a rejection that is handled within the turn', () => {
    const body = `function main() { const p = Promise.reject(new Error('x')); p.catch(e => trace(e.message)); } export { main as default };`;
    expect(vuOf(body).run()).toEqual(['"x"', 'returned undefined']);
  });

  it('fails the iteration with an exception in a timer, and cancels the others', () => {
    const body = `function main() { setTimeout(() => { throw new Error('x'); }); setTimeout(() => {}); } export { main as default };`;
    expect(vuOf(body).run()).toEqual(['"timer cancelled"', 'threw x']);
  });

  it('gives what a returned promise was fulfilled with', () => {
    const body = `async function main() { return http.get('a'); } export { main as default };`;
    expect(vuOf(body).run()).toEqual(['get(a)', 'returned a']);
  });

  it('waits for promises that init code made', () => {
    const body = `const ready = Promise.resolve('init'); let later; const other = new Promise(r => { later = r; });
      async function main() { later('set'); return (await ready) + (await other); } export { main as default };`;
    expect(vuOf(body).run()).toEqual(['returned initset']);
  });

  it('asks for turns of the process only for native promises', async () => {
    const script = compileText(
      `${IMPORTS}async function main() { return await globalThis.given(); } export { main as default };`,
    );
    const vu = new TestVu(script, undefined, { given: () => Promise.resolve('native') }).start();
    expect(vu.drains.pending).toBe(true);
    await new Promise<void>(resolve => vu.drains.onIdle(resolve));
    expect(vu.trace).toEqual(['returned native']);
  });
});

describe('interrupt', () => {
  it('cancels the blocking call and runs none of the code that waited', () => {
    const body = `function main() { try { sleep(1); } finally { trace('finally'); } } export { main as default };`;
    const vu = vuOf(body).start();
    vu.vu.interrupt();
    expect(vu.events).toEqual(['sleep(1)', '"cancelled" "sleep"']);
    expect(vu.vu.busy).toBe(false);
  });

  it('cancels timers', () => {
    const vu = vuOf(`function main() { setTimeout(() => trace('late')); } export { main as default };`).start();
    vu.vu.interrupt();
    vu.step();
    expect(vu.events).toEqual(['"timer cancelled"']);
  });

  it('by the script itself takes effect at its next blocking call', () => {
    const script = compileText(
      `${IMPORTS}function main() { globalThis.stop(); trace('on'); sleep(1); } export { main as default };`,
    );
    const vu: TestVu = new TestVu(script, undefined, { stop: () => vu.vu.interrupt() });
    vu.start();
    expect(vu.events).toEqual(['"on"']);
    expect(vu.vu.busy).toBe(false);
  });

  it('leaves the VU ready for another start', () => {
    const vu = vuOf(`function main() { sleep(1); return 'end'; } export { main as default };`).start();
    vu.vu.interrupt();
    vu.start();
    while (vu.vu.busy) vu.step();
    expect(vu.trace.at(-1)).toBe('returned end');
  });
});

describe('a blocking call that cannot wait', () => {
  const body = `const list = [2, 1]; const compare = (a, b) => { sleep(1); return a - b; };
    function main() { list.sort(compare); trace('sorted'); }
    function swallowing() { try { list.sort(compare); } catch {} return 'as if nothing'; }
    export { main as default, swallowing };`;

  it('throws at its line', () => {
    const vu = vuOf(body);
    expect(vu.run().at(-1)).toMatch(/^threw this call has to wait, but it was reached through code that cannot/);
    expect(vu.events).toEqual([]);
  });

  it('fails the iteration even if the script swallows the error', () => {
    expect(vuOf(body).run('swallowing')).toEqual([expect.stringMatching(/^threw this call has to wait/)]);
  });
});
