import { describe, expect, it } from 'vitest';
import { compileText, TestVu } from './test-script.ts';

const IMPORTS = `import http from 'k6/http'; import { sleep, group, trace } from 'k6';\n`;

function scriptOf(body: string) {
  return compileText(`${IMPORTS}function main(data) { ${body} } export { main as default };`);
}

function run(body: string, outcome?: (count: number) => unknown): string[] {
  return new TestVu(scriptOf(body), outcome).run();
}

/** Inlined groups call their hooks by name; others go through the function. */
function isInlined(body: string): boolean {
  return /hooks\.enter\(/.test(scriptOf(body).code);
}

describe('group', () => {
  it('becomes a block of the code around it', () => {
    const body = `group('a', () => { http.get('x'); });`;
    expect(isInlined(body)).toBe(true);
    expect(run(body)).toEqual(['"enter" "a"', 'get(x)', '"leave" "a"', 'returned undefined']);
  });

  it.each([
    ['returned', `return group('a', () => http.get('x'));`],
    ['as a constant', `const r = group('a', () => { return http.get('x'); }); return r;`],
    ['assigned', `let r; r = group('a', () => { return http.get('x'); }); return r;`],
    ['destructured', `const [r] = group('a', () => [http.get('x')]); return r;`],
    ['inside another', `return group('b', () => group('a', () => http.get('x')));`],
    ['with an ordinary function', `return group('a', function () { return http.get('x'); });`],
  ])('gives what its function returns: %s', (_, body) => {
    expect(isInlined(body)).toBe(true);
    expect(run(body).filter(line => !line.includes('"b"'))).toEqual([
      '"enter" "a"',
      'get(x)',
      '"leave" "a"',
      'returned x',
    ]);
  });

  it('gives undefined where its function returns nothing, each time', () => {
    const body = `for (const i of [1, 2]) { const r = group('a', () => { sleep(1); if (i === 1) return 'first'; }); trace(r); }`;
    expect(run(body).filter(line => line === '"first"' || line === 'undefined')).toEqual(['"first"', 'undefined']);
  });

  it('is left by return, break of an inner loop, and exceptions', () => {
    const body = `group('a', () => { for (;;) { sleep(1); if (data) return; } });
      try { group('b', () => { sleep(2); throw new Error('x'); }); } catch (e) { trace(e.message); }`;
    expect(run(body)).toEqual([
      '"enter" "a"',
      'sleep(1)',
      '"leave" "a"',
      '"enter" "b"',
      'sleep(2)',
      '"leave" "b"',
      '"x"',
      'returned undefined',
    ]);
  });

  it('keeps its function’s variables apart, also var and those of the same name', () => {
    const body = `var x = 'outer'; for (let i = 0; i < 2; i++) group('a', () => { trace(x === undefined); var x; sleep(1); x = i; var f = () => http.get('f' + x), y = f(); });
      trace(x); group('b', () => { const x = 'inner'; sleep(x); for (var k in { p: 1 }) sleep(k); });`;
    expect(isInlined(body)).toBe(true);
    expect(run(body).filter(line => !line.includes('enter') && !line.includes('leave'))).toEqual([
      'true',
      'sleep(1)',
      'get(f0)',
      'true',
      'sleep(1)',
      'get(f1)',
      '"outer"',
      'sleep(inner)',
      'sleep(p)',
      'returned undefined',
    ]);
  });

  it('gives closures the variables of their own round', () => {
    const body = `const fs = []; for (const i of [1, 2]) group('a', () => { var n = i; sleep(n); fs.push(() => n); }); return fs.map(f => f()).join();`;
    expect(run(body).at(-1)).toBe('returned 1,2');
  });

  it.each([
    ['this of its own', `group('a', function () { sleep(1); trace(this === undefined); });`],
    ['arguments of its own', `group('a', function () { sleep(arguments.length); });`],
    ['parameters with defaults', `group('a', (x = 1) => { sleep(x); });`],
    ['labels', `group('a', () => { out: for (;;) { sleep(1); break out; } });`],
    ['in the middle of an expression', `trace(1 + group('a', () => { sleep(1); return 2; }));`],
  ])('runs as a function with %s', (_, body) => {
    expect(isInlined(body)).toBe(false);
    const trace = run(body);
    expect(trace[0]).toBe('"enter" "a"');
    expect(trace).toContain('"leave" "a"');
  });

  it('takes a function by name', () => {
    const script = compileText(
      `${IMPORTS}function step() { return http.get('x'); } function main() { return group('a', step); } export { main as default };`,
    );
    expect(new TestVu(script).run()).toEqual(['"enter" "a"', 'get(x)', '"leave" "a"', 'returned x']);
  });

  it('refuses an async function', () => {
    expect(run(`group('a', async () => { sleep(1); });`).at(-1)).toMatch(/^threw group\(\) takes no async function/);
  });

  it('needs no coroutine for a function that does not block', () => {
    const script = scriptOf(`group('a', () => trace('in'));`);
    expect(script.code).not.toContain('yield');
    expect(new TestVu(script).run()).toEqual(['"enter" "a"', '"in"', '"leave" "a"', 'returned undefined']);
  });
});
