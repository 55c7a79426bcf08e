/**
 * Random scripts for the equivalence test: every form of function, call and control flow that the generator pass handles, with blocking
 * calls anywhere that k6 allows and the pass does not refuse. They end, since `tick` throws after a while. The file is long because a
 * grammar is easier to read, and to extend, in one piece.
 */
export interface RandomScriptOptions {
  /** Whether to use async functions and promises. */
  readonly isAsync: boolean;
  /** Whether to use optional chaining, which esbuild lowers. */
  readonly optionalChaining: boolean;
}

interface FunctionInfo {
  readonly name: string;
  readonly arity: number;
  readonly isAsync: boolean;
}

interface Context {
  /** Readable number variables. */
  readonly vars: string[];
  readonly assignable: string[];
  readonly fns: FunctionInfo[];
  readonly objects: { name: string; methods: string[] }[];
  readonly labels: string[];
  /** Whether blocking calls are allowed here. */
  readonly blocks: boolean;
  readonly inLoop: boolean;
  readonly inFunction: boolean;
  readonly isAsync: boolean;
  readonly depth: number;
  /** Methods of the class around, callable on `this`. */
  readonly own: string[];
  readonly hasSuper: string | null;
}

/** What every script begins with. */
const PRELUDE = `let g0 = 1;
let ticks = 0;
function tick() { if (++ticks > 150) throw new Error('too long'); }
function* gen(n) { for (let i = 0; i < n; i++) { trace('gen', i); yield i; } }
function apply(fn, x) { return fn(x); }
function keep(p) { p.catch(() => {}); return p; }`;

const SYNC_METHODS = ['a', 'b', 'c', 'd'];

export class RandomScript {
  #random: () => number;
  #options: RandomScriptOptions;
  #ids = 0;
  /** How deeply code is nested: most scripts are small, so that there can be many. */
  #depth: number;

  constructor(random: () => number, options: RandomScriptOptions) {
    this.#random = random;
    this.#depth = random() < 0.25 ? 2 : 1;
    this.#options = options;
  }

  /** A script without imports and exports; it ends with a function `main`. */
  text(): string {
    const context: Context = {
      vars: ['g0'],
      assignable: ['g0'],
      fns: [],
      objects: [],
      labels: [],
      blocks: true,
      inLoop: false,
      inFunction: false,
      isAsync: false,
      depth: 0,
      own: [],
      hasSuper: null,
    };
    const parts = [PRELUDE];
    for (let count = this.#depth + this.#int(this.#depth + 1); count > 0; count--)
      parts.push(this.#definition(context));
    const isAsync = this.#options.isAsync;
    const main = { ...context, ...copies(context), inFunction: true, isAsync };
    const body = this.#statements(main, this.#depth + 1 + this.#int(3));
    parts.push(`${isAsync ? 'async ' : ''}function main(data) { ${body} }`);
    return parts.join('\n');
  }

  #int(below: number): number {
    return Math.floor(this.#random() * below);
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#int(list.length)] as T;
  }

  #id(prefix: string): string {
    return `${prefix}${this.#ids++}`;
  }

  /** Code that defines a function, class or object, and notes it in the context. */
  #definition(context: Context): string {
    const kind = this.#int(context.inFunction ? 6 : 8);
    if (kind < 5) return this.#functionDefinition(context);
    if (kind === 5) return this.#objectDefinition(context);
    return this.#classDefinition(context);
  }

  #functionDefinition(context: Context): string {
    const name = this.#id('f');
    const arity = this.#int(3);
    const isAsync = this.#options.isAsync && this.#chance(0.4);
    const form = this.#int(5);
    const inner = this.#inside(context, { isAsync });
    const isRecursive = this.#chance(0.2);
    if (isRecursive) inner.fns.push({ name, arity, isAsync });
    const parameters = this.#parameters(inner, arity);
    const word = isAsync ? 'async ' : '';
    context.fns.push({ name, arity, isAsync });
    const body = () => `{ tick(); ${this.#statements(inner, 1 + this.#int(3))} return ${this.#expression(inner)}; }`;
    if (form === 0) return `${word}function ${name}(${parameters}) ${body()}`;
    if (form === 1) return `const ${name} = ${word}(${parameters}) => ${body()};`;
    if (form === 2) return `const ${name} = ${word}function (${parameters}) ${body()};`;
    if (form === 3) return `const ${name} = ${word}(${parameters}) => (tick(), ${this.#expression(inner)});`;
    const self = this.#id('s');
    if (isRecursive) inner.fns.push({ name: self, arity, isAsync });
    return `let ${name} = ${word}function ${self}(${parameters}) ${body()};`;
  }

  #parameters(inner: Context, arity: number): string {
    const list: string[] = [];
    for (let index = 0; index < arity; index++) {
      const name = this.#id('p');
      inner.vars.push(name);
      inner.assignable.push(name);
      const form = this.#int(8);
      if (form === 0) list.push(`${name} = ${this.#pure(inner, [])}`);
      else if (form === 1) list.push(`[${name} = 3] = [${this.#int(5)}]`);
      else if (form === 2) list.push(`{ x: ${name} = 4 } = {}`);
      else list.push(name);
    }
    if (this.#chance(0.1)) {
      const rest = this.#id('r');
      list.push(`...${rest}`);
      inner.vars.push(`${rest}.length`);
    }
    return list.join(', ');
  }

  #objectDefinition(context: Context): string {
    const name = this.#id('o');
    const methods: string[] = [];
    const parts: string[] = [`v: ${this.#int(9)}`];
    for (const key of SYNC_METHODS) {
      if (this.#chance(0.5)) continue;
      const inner = this.#inside(context, { isAsync: false });
      const parameter = this.#parameters(inner, 1);
      const body = `{ tick(); ${this.#statements(inner, 1 + this.#int(2))} return ${this.#expression(inner)}; }`;
      const form = this.#int(4);
      if (form === 0) parts.push(`${key}(${parameter}) ${body}`);
      else if (form === 1) parts.push(`${key}: (${parameter}) => ${body}`);
      else if (form === 2) parts.push(`${key}: function (${parameter}) ${body}`);
      else parts.push(`['${key}']: (${parameter}) => ${this.#expression(inner)}`);
      methods.push(key);
    }
    context.objects.push({ name, methods });
    return `const ${name} = { ${parts.join(', ')} };`;
  }

  #classDefinition(context: Context): string {
    const name = this.#id('K');
    const base = context.objects.find(object => object.name.startsWith('new '));
    const parent = base !== undefined && this.#chance(0.5) ? base : null;
    const methods: string[] = [...(parent?.methods ?? [])];
    const members: string[] = [`v = ${this.#int(9)};`, '#w = 2;'];
    const own: string[] = [];
    const hasSuper = parent === null || parent.methods.length === 0 ? null : this.#pick(parent.methods);
    members.push(`constructor(n) { ${parent === null ? '' : 'super(n); '}this.u = n; tick(); }`);
    members.push(`get twice() { return this.v * 2 + this.#w; }`);
    for (const key of SYNC_METHODS) {
      if (this.#chance(0.4)) continue;
      const inner: Context = { ...this.#inside(context, { isAsync: false }), own: [...own], hasSuper: null };
      inner.vars.push('this.v', 'this.twice');
      const parameter = this.#parameters(inner, 1);
      const form = this.#int(4);
      if (form === 0) {
        members.push(`#${key}(${parameter}) { tick(); return ${this.#expression(inner)}; }`);
        own.push(`#${key}`);
        members.push(`${key}(x) { return this.#${key}(x) + 1; }`);
      } else if (form === 1) members.push(`${key} = (${parameter}) => { tick(); return ${this.#expression(inner)}; };`);
      else {
        const withSuper: Context = { ...inner, hasSuper };
        members.push(
          `${key}(${parameter}) { tick(); ${this.#statements(withSuper, 1)} return ${this.#expression(withSuper)}; }`,
        );
        own.push(key);
      }
      if (!methods.includes(key)) methods.push(key);
    }
    if (this.#chance(0.3))
      members.push(`static s(x) { tick(); return ${this.#expression(this.#inside(context, { isAsync: false }))}; }`);
    context.objects.push({ name: `new ${name}(${this.#int(4)})`, methods });
    return `class ${name} ${parent === null ? '' : `extends ${parent.name.slice(4).replace(/\(.*/, '')} `}{ ${members.join(' ')} }`;
  }

  #inside(context: Context, { isAsync }: { isAsync: boolean }): Context {
    return {
      ...context,
      ...copies(context),
      labels: [],
      inLoop: false,
      inFunction: true,
      isAsync,
      depth: context.depth + 1,
      own: [],
      hasSuper: null,
    };
  }

  #statements(context: Context, count: number): string {
    const block = { ...context, ...copies(context) };
    const parts: string[] = [];
    for (; count > 0; count--) parts.push(this.#statement(block));
    return parts.join(' ');
  }

  #statement(context: Context): string {
    const deep = context.depth > this.#depth;
    const kind = this.#int(deep ? 8 : 28);
    const inner = (changes: Partial<Context> = {}): Context => ({ ...context, depth: context.depth + 1, ...changes });
    switch (kind) {
      case 0:
      case 1:
        return `trace(${this.#expression(context)});`;
      case 2:
        return `${this.#blocking(context)};`;
      case 3: {
        const name = this.#id('v');
        const text = `${this.#pick(['let', 'var'])} ${name} = ${this.#expression(context)};`;
        context.vars.push(name);
        context.assignable.push(name);
        return text;
      }
      case 4:
        return `${this.#pick(context.assignable)} = ${this.#expression(context)};`;
      case 5:
        return `${this.#pick(context.assignable)} += ${this.#expression(context)};`;
      case 6:
        return `${this.#expression(context)};`;
      case 7:
        return context.inFunction && this.#chance(0.3)
          ? `return ${this.#expression(context)};`
          : `trace(${this.#pick(context.vars)});`;
      case 8:
        return `if (${this.#expression(context)} > 2) { ${this.#statements(inner(), 2)} } else { ${this.#statements(inner(), 1)} }`;
      case 9:
        return this.#loop(context);
      case 10:
        return this.#switch(context);
      case 11:
      case 12: {
        const error = this.#id('e');
        const handler = inner({ vars: [...context.vars] });
        const end = this.#chance(0.5) ? ` finally { ${this.#statements(inner(), 1)} }` : '';
        return `try { ${this.#statements(inner(), 2)} } catch (${error}) { trace(${error}.message); ${this.#statements(handler, 1)} }${end}`;
      }
      case 13:
        return `try { ${this.#statements(inner(), 2)} } finally { ${this.#statements(inner(), 1)} }`;
      case 14:
        return `if (${this.#expression(context)} > 4) throw new Error('t' + ${this.#expression(context)});`;
      case 15:
      case 16:
      case 17:
        return this.#group(context);
      case 18:
        return this.#definition(context);
      case 19: {
        const [one, two] = [this.#id('v'), this.#id('v')];
        const text = this.#pick([
          `const [${one}, ${two} = ${this.#expression(context)}] = [${this.#expression(context)}];`,
          `const { x: ${one}, [\`y\`]: ${two} = ${this.#expression(context)} } = { x: ${this.#expression(context)} };`,
          `let ${one} = 1, ${two} = 2; [${one}, ${two}] = [${this.#expression(context)}, ${one}];`,
          `let ${one} = 1, ${two} = 2; ({ x: ${one} = ${this.#expression(context)}, y: ${two} = 5 } = { y: ${this.#expression(context)} });`,
        ]);
        context.vars.push(one, two);
        return text;
      }
      case 20:
        return this.#callbacks(context);
      case 21: {
        const label = this.#id('L');
        return `${label}: { ${this.#statements(inner({ labels: [...context.labels, label] }), 1)} if (${this.#expression(context)} > 1) break ${label}; ${this.#statements(inner(), 1)} }`;
      }
      case 22:
        return context.isAsync ? this.#awaiting(context) : `{ ${this.#statements(inner(), 2)} }`;
      case 23:
      case 24:
      case 25:
        return this.#values(context);
      case 26:
        return this.#oddities(context);
      default:
        return context.inLoop
          ? `if (${this.#expression(context)} > 3) { ${this.#pick(['break;', 'continue;'])} }`
          : `trace(${this.#expression(context)});`;
    }
  }

  #loop(context: Context): string {
    const label = this.#id('L');
    const hasLabel = this.#chance(0.3);
    const name = this.#id('i');
    const inner: Context = {
      ...context,
      vars: [...context.vars, name],
      labels: hasLabel ? [...context.labels, label] : context.labels,
      inLoop: true,
      depth: context.depth + 1,
    };
    const jump =
      inner.labels.length > 0 && hasLabel && this.#chance(0.5)
        ? ` if (${name} > 1) ${this.#pick(['break', 'continue'])} ${label};`
        : '';
    const body = `{ tick(); ${this.#statements(inner, 2)}${jump} }`;
    const word = this.#pick(['let', 'var']);
    const text = this.#pick([
      `for (${word} ${name} = 0; ${name} < 3; ${name}++) ${body}`,
      `for (${this.#pick(['const', 'let', 'var'])} ${name} of [${this.#expression(context)}, ${this.#expression(context)}]) ${body}`,
      `for (const ${name} of gen(${this.#int(4)})) ${body}`,
      `for (${word} ${name} in { 1: 1, 2: ${this.#expression(context)} }) ${body}`,
    ]);
    const loop = hasLabel ? `${label}: ${text}` : text;
    if (this.#chance(0.15)) {
      const count = this.#id('n');
      return `let ${count} = 0; while (${count}++ < 2 && ${this.#expression(context)} < 6) { tick(); ${this.#statements({ ...inner, vars: context.vars, labels: context.labels }, 2)} }`;
    }
    return loop;
  }

  #switch(context: Context): string {
    const inner: Context = { ...context, depth: context.depth + 1 };
    const cases = [0, 1, 2].map(value => {
      const end = this.#chance(0.5) ? ' break;' : '';
      return `case ${this.#chance(0.2) ? this.#expression(context) : value}: { ${this.#statements(inner, 1)}${end} }`;
    });
    const text = `switch (${this.#expression(context)}) { ${cases.join(' ')} default: trace('default'); }`;
    return text;
  }

  #group(context: Context): string {
    const inner: Context = { ...this.#inside(context, { isAsync: false }), own: context.own };
    const value = this.#chance(0.3) ? `return ${this.#expression(inner)};` : '';
    const body = `{ ${this.#statements(inner, 2)} ${value} }`;
    const fn = this.#pick([`() => ${body}`, `function () ${body}`, `() => ${this.#expression(inner)}`]);
    // A function of its own has another `this`.
    const safe = fn.startsWith('function') && fn.includes('this') ? `() => ${body}` : fn;
    const call = `group('g' + ${this.#expression(context)}, ${safe})`;
    const name = this.#id('v');
    switch (this.#int(context.inFunction ? 6 : 5)) {
      case 0: {
        const text = `${this.#pick(['let', 'var', 'const'])} ${name} = ${call};`;
        return `${text} trace(${name});`;
      }
      case 1:
        return `${this.#pick(context.assignable)} = ${call} ?? 1;`;
      case 2:
        return `${this.#pick(context.assignable)} = 0 + (${call} | 0);`;
      case 3:
        return `if (g0 > 2) ${call};`;
      case 5:
        return this.#chance(0.5) ? `if (g0 > 3) return ${call};` : `${call};`;
      default:
        return `${call};`;
    }
  }

  #callbacks(context: Context): string {
    const inner = this.#inside(context, { isAsync: false });
    const item = this.#id('x');
    const own = { ...inner, vars: [...inner.vars, item], own: context.own };
    const arrow = `${item} => { tick(); ${this.#statements(own, 1)} return ${this.#expression(own)}; }`;
    const known = context.fns.filter(fn => !fn.isAsync);
    const fn = known.length > 0 && this.#chance(0.3) ? this.#pick(known).name : arrow;
    const list = `[1, ${this.#expression(context)}, 3]`;
    return this.#pick([
      `${list}.forEach(${fn});`,
      `trace(${list}.map(${fn}));`,
      `trace(${list}.filter(${fn}));`,
      `trace(${list}.some(${fn}), ${list}.every(${fn}));`,
      `trace(${list}.find(${fn}), ${list}.findLastIndex(${fn}));`,
      `trace(${list}.reduce((s, ${item}) => s + ${this.#expression(own)}, 0));`,
      `trace(Array.from(${list}, ${fn}).length);`,
      `trace(${list}.flatMap(${item} => [${item}, ${this.#expression(own)}]));`,
      `new Map([[1, 2]]).forEach(${fn}); new Set([1]).forEach(${fn});`,
      `const ${this.#id('h')} = apply(${fn}, 2);`,
      `trace([3, 1, 2].sort((p, q) => p - q));`,
      `trace('abc'.replace(/b/, () => ${this.#pure(context, [])}));`,
      `trace((${fn}).call(null, 1), (${fn}).apply(null, [2]));`,
      `{ const h = (${fn}).bind(null, 4); trace(h()); }`,
    ]);
  }

  /** Functions as values: returned, stored, taken out again, bound, thrown about. */
  #values(context: Context): string {
    const inner = this.#inside(context, { isAsync: false });
    const known = context.fns.filter(fn => !fn.isAsync);
    const fn = (): string =>
      known.length > 0 && this.#chance(0.4) ? this.#pick(known).name : `(z => z + ${this.#expression(inner)})`;
    const [a, b, i] = [this.#id('w'), this.#id('w'), this.#id('i')];
    const own = { ...inner, vars: [...inner.vars, i] };
    const objects = context.objects.filter(({ methods }) => methods.length > 0);
    const object = objects.length > 0 ? this.#pick(objects) : null;
    const method = object === null ? '' : this.#pick(object.methods);
    const templates = [
      `const ${a} = n => { tick(); return z => n + z + ${this.#expression(inner)}; }; trace(${a}(1)(${this.#expression(context)}));`,
      `const ${a} = [${fn()}, ${fn()}]; for (const ${b} of ${a}) trace(${b}(1)); trace(${a}[${this.#int(2)}](2));`,
      `const ${a} = []; for (${this.#pick(['let', 'var'])} ${i} = 0; ${i} < 2; ${i}++) ${a}.push(() => ${this.#expression(own)}); ${a}.forEach(c => trace(c()));`,
      `const ${a} = { q: ${fn()}, get r() { return ${fn()}; } }; trace(${a}.q(1), ${a}.r(2));`,
      `const ${a} = { q: ${fn()} }; const { q: ${b} } = ${a}; trace(${b}(1), { ...${a} }.q(2), Object.assign({}, ${a}).q(3));`,
      `const ${a} = Object.fromEntries([['zz', ${fn()}]]); trace(${a}.zz(1));`,
      `const ${a} = new Map([['k', ${fn()}]]); trace(${a}.get('k')(1));`,
      `trace(Reflect.apply(${fn()}, null, [1]));`,
      `let ${a} = ${fn()}; ${a} = ${fn()}; trace(${a}(1)); function ${b}(c = ${a}) { return c(2); } trace(${b}());`,
      `const ${a} = { forEach(f) { tick(); f(5); f(6); }, map: f => f(7) }; ${a}.forEach(z => trace(${this.#expression(inner)}, z)); trace(${a}.map(${fn()}));`,
      `const ${a} = (${fn()}).bind(null, 3), ${b} = ${a}.bind(null); trace(${a}(), ${b}());`,
      `const ${a} = function ${b}(n) { tick(); return n > 1 ? ${this.#expression(inner)} : [2].map(${b})[0]; }; trace(${a}(0), ${a}.name, ${a}.length);`,
      `function ${a}() { return (() => arguments.length + ${this.#expression(inner)})(); } trace(${a}(1, 2));`,
      `try { throw { message: 'odd', f: ${fn()} }; } catch (e) { trace(e.message, e.f(1)); }`,
      `const ${a} = { v: 3, q() { tick(); return (() => this.v + ${this.#expression(inner)})(); } }; trace(${a}.q());`,
      `const ${a} = true && ${fn()}; trace(${a}(2)); trace((g0 > 2 ? ${fn()} : ${fn()})(1));`,
      `class ${a} { static #p(x) { return x + ${this.#expression(inner)}; } static q(x) { return ${a}.#p(x); } #z = z => ${this.#expression(inner)}; r() { return [1].map(this.#z); } #y(x) { return ${this.#expression(inner)}; } t() { return [4].map(this.#y.bind(this)); } } trace(${a}.q(1), new ${a}().r(), new ${a}().t());`,
      `trace((() => { try { return ${this.#expression(inner)}; } finally { ${this.#pick(['g0++', 'return 7', `sleep(1)`])}; } })());`,
    ];
    // esbuild makes such a function a `let`, which the jump to its case leaves out.
    if (!this.#options.optionalChaining) {
      templates.push(
        `switch (${this.#int(3)}) { case 0: trace(${b}(1)); default: function ${b}(x) { return ${this.#expression(inner)}; } trace(apply(${b}, 2)); }`,
      );
    }
    if (object !== null) {
      templates.push(
        `for (const ${a} of Object.values(${object.name})) if (typeof ${a} === 'function') trace(${a}.name, ${a}(1));`,
        `const ${a} = ${object.name}, ${b} = '${method}'; trace(${a}[${b}](1));`,
        `const { ${method}: ${a} } = ${object.name}; try { trace(${a}.call({ v: 4, twice: 5 }, 1)); } catch (e) { trace('this'); }`,
      );
    }
    return this.#pick(templates);
  }

  /** Syntax that a rewriting compiler easily gets wrong. */
  #oddities(context: Context): string {
    const e = (): string => this.#expression(context);
    const a = this.#id('y');
    return this.#pick([
      `trace(((s, ...v) => s.length + v.length)\`a\${${e()}}b\${${e()}}\`);`,
      `do { tick(); ${this.#blocking(context)}; } while (${e()} > 5);`,
      `trace(typeof ${e()}, void ${e()}, !${e()}, -${e()}, ${e()} in { 1: 2 });`,
      `const ${a} = { n: 1, l: [1] }; ${a}.n += ${e()}; ${a}['m' + ${e()}] ??= ${e()}; ${a}.l[${e()}] = ${e()}; ${a}.n++; trace(${a});`,
      `const ${a} = class { [\`k\${${e()}}\`]() { return 1; } static z = ${this.#int(9)}; static { trace('block'); } }; trace(${a}.z, Object.getOwnPropertyNames(${a}.prototype));`,
      `for (let ${a} = ${e()}, n = 0; ${a} + n < 4 && n < 3; n += 1 + (${e()}, 0)) { tick(); trace(${a}, n); }`,
      `if (${e()} > 3) ${this.#blocking(context)}; else if (${e()}) trace('else'); else ;`,
      `const ${a} = new (class { constructor(...a) { this.a = a; } })(${e()}, ...[${e()}]); trace(${a});`,
      `{ function ${a}(x) { tick(); return ${this.#expression(this.#inside(context, { isAsync: false }))}; } trace(${a}(1), apply(${a}, 1)); }`,
      `trace([${e()}, , ...[${e()}]].length, { ...{ a: ${e()} }, ['b' + ${e()}]: ${e()} });`,
      `trace((${e()}, ${e()}), (() => ({ a: ${this.#expression(this.#inside(context, { isAsync: false }))} }))());`,
      `out: for (const x of [1, 2]) { for (const y of [1, 2]) { tick(); if (${e()} > 4) continue out; if (${e()} > 7) break out; trace(x, y); } }`,
      `try { null.x(${e()}); } catch (e) { trace('null'); } try { g0.nothing(${e()}); } catch (e) { trace('nothing'); }`,
    ]);
  }

  #awaiting(context: Context): string {
    const asynchronous = context.fns.filter(fn => fn.isAsync);
    const inner = this.#inside(context, { isAsync: true });
    const arrow = `async () => { ${this.#statements(inner, 2)} return ${this.#expression(inner)}; }`;
    const call = (): string =>
      asynchronous.length > 0 && this.#chance(0.6) ? this.#call(context, this.#pick(asynchronous)) : `(${arrow})()`;
    const sync = this.#inside(context, { isAsync: false });
    const handler = `q => { ${this.#statements(sync, 1)} return ${this.#expression(sync)}; }`;
    return this.#pick(
      [
        `trace(await ${this.#expression(context)});`,
        `try { trace(await keep(${call()})); } catch (e) { trace(e.message); }`,
        `keep(${call()}).then(${handler}).catch(e => trace(e.message));`,
        `keep(${call()}).then(${handler}, e => trace(e.message)).finally(() => { trace('f'); ${this.#statements(sync, 1)} }).catch(e => trace(e.message));`,
        `trace((await Promise.allSettled([keep(${call()}), keep(${call()}), ${this.#expression(context)}])).map(r => r.status));`,
        `try { trace(await Promise.all([keep(${call()}), keep(${call()})])); } catch (e) { trace(e.message); }`,
        `trace(await new Promise(resolve => { ${this.#statements(sync, 1)} resolve(${this.#expression(sync)}); }).catch(e => e.message));`,
        `trace(await Promise.race([keep(${call()}), keep(${call()})]).catch(e => e.message));`,
        `Promise.resolve(${this.#expression(context)}).then(trace);`,
        `trace(await Promise.all([1, ${this.#expression(context)}].map(async z => { ${this.#statements(inner, 1)} return z + ${this.#expression(inner)}; })).catch(e => e.message));`,
        `class A${this.#ids} { async m(x) { return x + ${this.#expression(inner)}; } async #p() { return ${this.#expression(inner)}; } q() { return this.#p(); } f = async () => this.m(${this.#expression(inner)}); static async s() { return ${this.#expression(inner)}; } } for (const p of [new A${this.#ids}().m(1), new A${this.#ids}().q(), new A${this.#ids++}().f()].map(keep)) try { trace(await p); } catch (e) { trace(e.message); }`,
        `trace(await { then(ok) { ${this.#statements(sync, 1)} ok(${this.#expression(sync)}); } });`,
        `trace(await Promise.any([keep(${call()}), keep(${call()})]).catch(e => e.constructor.name));`,
        `{ const { promise, resolve } = Promise.withResolvers(); Promise.resolve().then(() => resolve(${this.#expression(sync)})).catch(e => resolve(e.message)); trace(await promise); }`,
        `for await (const z of [${this.#expression(context)}, Promise.resolve(2)]) trace(z);`,
      ].filter(text => this.#options.optionalChaining || !text.startsWith('for await')),
    );
  }

  /** A call that blocks, where that is allowed. */
  #blocking(context: Context): string {
    const argument = context.depth > this.#depth + 2 ? '1' : this.#expression({ ...context, depth: context.depth + 2 });
    return this.#pick([
      `http.get(${argument})`,
      `http.post('p', ${argument})`,
      `sleep(${argument})`,
      `get(${argument})`,
      `http.get(...[${argument}])`,
    ]);
  }

  /** An expression that neither blocks nor calls the script's functions. */
  #pure(context: Context, more: readonly string[]): string {
    return this.#pick([
      String(this.#int(7)),
      this.#pick(['g0', ...more]),
      `(g0 + ${this.#int(3)})`,
      context.depth > 99 ? '0' : '2',
    ]);
  }

  #expression(context: Context): string {
    const next: Context = { ...context, depth: context.depth + 1 };
    if (context.depth > this.#depth + 2) return this.#pick([String(this.#int(7)), this.#pick(context.vars)]);
    switch (this.#int(24)) {
      case 0:
      case 1:
        return String(this.#int(7));
      case 2:
      case 3:
      case 4:
        return this.#pick(context.vars);
      case 5:
        return `(${this.#expression(next)} ${this.#pick(['+', '-', '*', '%'])} ${this.#expression(next)})`;
      case 6:
      case 7:
      case 8:
      case 9:
        return this.#blocking(next);
      case 10:
      case 11: {
        const known = context.fns.filter(fn => !fn.isAsync);
        return known.length === 0 ? '1' : this.#call(next, this.#pick(known));
      }
      case 12:
      case 13:
        return this.#methodCall(next);
      case 14:
        return `(${this.#expression(next)} > 2 ? ${this.#expression(next)} : ${this.#expression(next)})`;
      case 15:
        return `(${this.#expression(next)} ${this.#pick(['&&', '||', '??'])} ${this.#expression(next)})`;
      case 16:
        return `(${this.#pick(context.assignable)} = ${this.#expression(next)})`;
      case 17:
        return `\`\${${this.#expression(next)}}\`.length`;
      case 18:
        return `(${this.#expression(next)}, ${this.#expression(next)})`;
      case 19: {
        const inner = { ...this.#inside(next, { isAsync: false }), own: context.own, hasSuper: context.hasSuper };
        // An arrow function with `super` and a twin is refused.
        return `(() => ${this.#expression({ ...inner, hasSuper: null })})()`;
      }
      case 20:
        return `(function (y) { return y + arguments.length + ${this.#expression(this.#inside(next, { isAsync: false }))}; })(${this.#expression(next)})`;
      case 21:
        return `[...gen(2), ${this.#expression(next)}].length`;
      case 22:
        return context.isAsync ? `(await ${this.#expression(next)})` : `({ k: ${this.#expression(next)} }).k`;
      default:
        if (context.own.length > 0) return `this.${this.#pick(context.own)}(${this.#expression(next)})`;
        return context.hasSuper === null ? '1' : `super.${context.hasSuper}(${this.#expression(next)})`;
    }
  }

  #call(context: Context, { name, arity }: FunctionInfo): string {
    const args = Array.from({ length: this.#chance(0.8) ? arity : this.#int(3) }, () => this.#expression(context));
    if (this.#chance(0.15)) return `${name}(...[${args.join(', ')}])`;
    return `${name}(${args.join(', ')})`;
  }

  #methodCall(context: Context): string {
    if (context.objects.length === 0) return '2';
    const object = this.#pick(context.objects);
    if (object.methods.length === 0) return '3';
    const method = this.#pick(object.methods);
    const receiver = object.name.startsWith('new ') ? `(${object.name})` : object.name;
    const argument = this.#expression(context);
    if (this.#options.optionalChaining && this.#chance(0.4)) {
      return this.#pick([
        `${receiver}?.${method}(${argument})`,
        `${receiver}.${method}?.(${argument})`,
        `${receiver}.nothing?.(${argument})`,
      ]);
    }
    return this.#chance(0.15) ? `${receiver}['${method}'](${argument})` : `${receiver}.${method}(${argument})`;
  }
}

function copies(context: Context): Pick<Context, 'vars' | 'assignable' | 'fns' | 'objects'> {
  return {
    vars: [...context.vars],
    assignable: [...context.assignable],
    fns: [...context.fns],
    objects: [...context.objects],
  };
}
