/** What can be chosen of an operation. `value` is what the control server is told; null: it is not told. */
export interface Choice {
  readonly label: string;
  readonly value: string | null;
}

export interface OperationField {
  readonly key: string;
  readonly label: string;
  readonly choices: readonly Choice[];
}

/** An operation as a row of choices and a button. */
export interface OperationForm {
  /** `POST /operations/<operation>` */
  readonly operation: string;
  readonly button: string;
  readonly fields: readonly OperationField[];
  /** What is always sent along. */
  readonly body: Readonly<Record<string, string>>;
}

/** The operations that a person can order of a site, with what is usual first. @param pools names; the first is home */
export function operationForms(pools: readonly string[], underTest: string, baseline: string): OperationForm[] {
  const [home = '', away = home] = pools;
  const away1st = [away, ...pools.filter(pool => pool !== away)];
  const settings = [
    { label: `under test (${underTest})`, value: 'under-test' },
    { label: `baseline (${baseline})`, value: 'baseline' },
  ];
  const everywhere = [{ label: 'all pools', value: null }, ...named(pools)];
  return [
    form('deploy', 'Deploy', [
      ['settings', 'settings', settings],
      ['pool', 'to', everywhere],
      ['share', 'on', SHARES],
    ]),
    form('roll-back', 'Roll back', []),
    form('fail-over', 'Fail over', [
      ['to', 'to', named(away1st)],
      ['over', 'users move', DRAINS],
    ]),
    form('fail-back', `Fail back to ${home}`, [['over', 'users move', DRAINS]]),
    form('restart', 'Restart', [
      ['pool', 'pool', named(away1st)],
      ['share', 'how much', SHARES],
    ]),
    form('flush', 'Flush caches', [['pool', 'of', named(away1st)]]),
    form('degrade', 'Change the CPU', [
      ['pool', 'of', named(away1st)],
      ['cpu', 'to', CPUS],
      ['for', 'for', TIMES],
    ]),
    form(
      'degrade',
      'Change the directory',
      [
        ['latency', 'latency', LATENCIES],
        ['errors', 'errors', ERRORS],
        ['for', 'for', TIMES],
      ],
      { pool: 'directory' },
    ),
  ];
}

/** What the control server is told. @param chosen the index of each field's choice */
export function bodyOf({ fields, body }: OperationForm, chosen: readonly number[]): Record<string, string> {
  const told = fields.flatMap(({ key, choices }, i) => {
    const value = choices[chosen[i] ?? 0]?.value ?? null;
    return value === null ? [] : [[key, value] as const];
  });
  return { ...body, ...Object.fromEntries(told) };
}

const SHARES = [choice('all instances', '100%'), choice('half of the instances', '50%'), choice('a quarter', '25%')];
const DRAINS = [choice('over 15 s', '15s'), choice('at once', '0s'), choice('over 60 s', '60s')];
const CPUS = [choice('half', '50%'), choice('a quarter', '25%'), choice('normal', '100%')];
const TIMES = [choice('30 s', '30s'), choice('2 min', '2m'), { label: 'until changed again', value: null }];
const LATENCIES = [choice('3 times as long', '3x'), choice('200 ms longer', '+200ms'), choice('normal', '1x')];
const ERRORS = [choice('none', '0%'), choice('5%', '5%'), choice('50%', '50%')];

function choice(label: string, value: string): Choice {
  return { label, value };
}

function named(pools: readonly string[]): Choice[] {
  return pools.map(pool => choice(pool, pool));
}

function form(
  operation: string,
  button: string,
  fields: readonly (readonly [key: string, label: string, choices: readonly Choice[]])[],
  body: Readonly<Record<string, string>> = {},
): OperationForm {
  return { operation, button, fields: fields.map(([key, label, choices]) => ({ key, label, choices })), body };
}
