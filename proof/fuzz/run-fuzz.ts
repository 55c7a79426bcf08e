/**
 * `npm run fuzz -- [--inputs N] [--seed N] [PARSER…]`: gives each parser damaged inputs, 12,000 unless said, the same for the same
 * seed, and prints what became of them. Ends in 1 if one crashed, or took over a second of CPU.
 */
import { parseArgs } from 'node:util';
import { fuzz, MOST_CPU_MS } from './fuzz.ts';
import { parsers } from './parsers.ts';

const { values, positionals } = parseArgs({
  options: { inputs: { type: 'string', default: '12000' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const chosen = parsers().filter(
  ({ name }) => positionals.length === 0 || positionals.some(part => name.includes(part)),
);
let failed = 0;
let total = 0;
const row = (...cells: (string | number)[]): string =>
  cells.map((cell, i) => (i === 0 ? String(cell).padEnd(30) : String(cell).padStart(10))).join('');
process.stdout.write(`${row('parser', 'inputs', 'taken', 'refused', 'failures', 'slowest')}\n`);
for (const parser of chosen) {
  const { inputs, taken, refused, slowestMs, failures } = fuzz(parser, Number(values.inputs), Number(values.seed));
  failed += failures.length;
  total += inputs;
  process.stdout.write(`${row(parser.name, inputs, taken, refused, failures.length, `${slowestMs.toFixed(0)} ms`)}\n`);
  for (const { index, input, why } of failures)
    process.stdout.write(
      `  input ${index}: ${why}\n    ${JSON.stringify(input.slice(0, 300))} (${input.length} characters)\n`,
    );
}
process.stdout.write(`${total} inputs, ${failed} crashed or took over ${MOST_CPU_MS} ms of CPU\n`);
process.exitCode = failed > 0 ? 1 : 0;
