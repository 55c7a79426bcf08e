import { readFileSync } from 'node:fs';
import { mostLikely } from '../../harness/verdict/binomial.ts';
import { share } from '../../harness/verdict/figures.ts';
import { type Expectations, failingIn, type Row } from './expectations.ts';

/** Where the table stands, from the top of the tree. */
export const PAGE = 'docs/scenarios.md';

const OPEN = '<!-- scenario table -->';
const CLOSE = '<!-- /scenario table -->';

/** What the page says between its markers: the scenarios' questions, and their verdicts on the shipped settings. */
export function scenarioSection(expectations: Expectations): string {
  const { rows } = expectations;
  const scenarios = [...new Set(rows.map(({ scenario }) => scenario))];
  const seeds = [...new Set(rows.map(row => row.seeds))].sort((a, b) => b - a);
  const most = seeds.map(each => `${share(mostLikely(0, each, 0.95))} where none of ${each} does`);
  return [
    ...scenarios.map(name => `- ${link(name)}: ${questionOf(name)}`),
    '',
    'In how many of its seeds, from 1 on, a scenario fails with the settings that ship, on a virtual clock. How many of all seeds may fail, at most ' +
      `(95 %): ${most.join(', ')}.`,
    '',
    scenarioTable(expectations),
  ].join('\n');
}

/** The matrix of failing seeds, as Markdown. */
export function scenarioTable({ rows, settings }: Expectations): string {
  const head = ['scenario', 'seeds', ...settings];
  const lines = rows.map(row => [
    titleOf(row),
    String(row.seeds),
    ...settings.map(name => {
      const failing = failingIn(row, name);
      if (failing === null) return '';
      return failing === 0 ? '0' : `**${failing}**`;
    }),
  ]);
  return [head, head.map(() => '---'), ...lines].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

/** The text with its section replaced. @throws Error if the markers are not there */
export function withSection(text: string, section: string): string {
  const [start, end] = [text.indexOf(OPEN), text.indexOf(CLOSE)];
  if (start < 0 || end < start) throw new Error(`there is no ${OPEN} … ${CLOSE}`);
  return `${text.slice(0, start + OPEN.length)}\n${section}\n${text.slice(end)}`;
}

/** The question that a scenario's first comment begins with. @throws Error if it asks none */
export function questionOf(scenario: string): string {
  const comment = /^\/\*\*\n([\s\S]*?)\*\//.exec(readFileSync(`scenarios/${scenario}.ts`, 'utf8'))?.[1] ?? '';
  const text = comment
    .replace(/^ \* ?/gm, '')
    .replace(/\s+/g, ' ')
    .trim();
  const question = /^[^?]+\?/.exec(text)?.[0];
  if (question === undefined) throw new Error(`scenarios/${scenario}.ts: the first comment asks no question`);
  return question;
}

function titleOf({ scenario, topology, set, env, note }: Row): string {
  const options = [
    ...set.map(each => `--set ${each}`),
    ...Object.entries(env).map(([key, value]) => `-e ${key}=${value}`),
  ];
  const on = topology === 'eu' ? [] : [`[${topology}](../scenarios/topologies/${topology}.yaml)`];
  const details = [...on, ...options.map(each => `\`${each}\``), ...(note === undefined ? [] : [note])];
  return details.length === 0 ? link(scenario) : `${link(scenario)}<br>${details.join(', ')}`;
}

function link(scenario: string): string {
  return `[${scenario}](../scenarios/${scenario}.ts)`;
}
