/** What a run leaves on GitHub: a step summary in Markdown, and annotations on the check. */
import { appendFileSync } from 'node:fs';
import { systemErrorText } from '../../mock-service/settings/system-error.ts';
import type { ArmRecord, CompareRecord } from '../record/compare-record.ts';
import { changeWithin, figureText } from '../verdict/figures.ts';
import { metricTitle } from '../verdict/metric-title.ts';
import { limitText } from '../verdict/objectives/limit-text.ts';
import { changeHead, compareTitle } from './compare-text.ts';
import { headWord, type VerdictWord } from './head-word.ts';
import { leadingReasons } from './leading-reasons.ts';
import { remarkText, statusText, thresholdStatus, thresholdValue, valueText } from './objective-text.ts';
import { runTitle, settingsText } from './text.ts';
import { VERDICT_LEVEL } from './verdict-level.ts';

/** A record as a step's summary, and as annotations on the check. */
export interface GithubForms {
  summary(): string;
  annotations(): readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether this process is a step of a GitHub workflow. */
export function onGithub(env: Environment): boolean {
  return env.GITHUB_ACTIONS === 'true';
}

/** Adds Markdown to the step's summary; does nothing where there is none. @returns why it could not; null if it could */
export function appendSummary(env: Environment, markdown: string): string | null {
  try {
    if (env.GITHUB_STEP_SUMMARY) appendFileSync(env.GITHUB_STEP_SUMMARY, `${markdown}\n`);
    return null;
  } catch (error) {
    return `the step's summary, ${env.GITHUB_STEP_SUMMARY}, cannot be written: ${systemErrorText(error)}`;
  }
}

/**
 * Leaves a result where this process is a step of a workflow; does nothing elsewhere.
 * @param write takes the annotations, to stderr: the runner reads both streams, and stdout holds the result alone
 */
export function tellGithub(
  env: Environment,
  { summary, annotations }: GithubForms,
  write: (line: string) => void,
): void {
  if (!onGithub(env)) return;
  const problem = appendSummary(env, summary());
  if (problem !== null) write(`error: ${problem}`);
  for (const line of annotations()) write(line);
}

/** What a judged record of any kind leaves: its verdict and reasons. */
export function judgedGithub(
  title: string,
  judged: { readonly verdict: VerdictWord; readonly reasons: readonly string[]; readonly interrupted?: unknown },
): GithubForms {
  const { reasons } = judged;
  const verdict = headWord(judged);
  const level = VERDICT_LEVEL[verdict];
  return {
    summary: () => `${heading(verdict, title)}\n\n${bullets(reasons)}\n`,
    annotations: () => (level === null ? [] : [annotation(level, `Headroom: ${verdict}, ${title}`, reasons)]),
  };
}

export function runSummary(run: ArmRecord): string {
  const { leading, others } = leadingReasons(run.reasons);
  const sections = [
    heading(headWord(run), runTitle(run)),
    bullets(leading),
    `Settings: ${inline(settingsText(run))}.`,
    objectivesTable(run),
    thresholdsTable(run),
    bullets(others),
  ];
  return `${sections.filter(section => section !== '').join('\n\n')}\n`;
}

export function compareSummary(comparison: CompareRecord): string {
  const { reasons, differences, baseline, candidate, failing } = comparison;
  const rows = differences.map(({ metric, change, interval, significant, ...values }) => [
    significant ? `**${metricTitle(metric)}**` : metricTitle(metric),
    values.baseline === null ? '–' : figureText(metric, values.baseline),
    values.candidate === null ? '–' : figureText(metric, values.candidate),
    change === null ? '–' : change === 0 ? 'none' : changeWithin(metric, change, interval),
  ]);
  const sections = [
    heading(headWord(comparison), compareTitle(comparison)),
    bullets(reasons),
    markdownTable(
      ['difference', inline(baseline.cacheSettings.name), inline(candidate.cacheSettings.name), changeHead(failing)],
      rows,
    ),
    objectivesTable(candidate),
  ];
  return `${sections.filter(section => section !== '').join('\n\n')}\n`;
}

/** Workflow commands that put a run's verdict on the check; a pass needs none. */
export function runAnnotations(run: ArmRecord): string[] {
  return [...judgedGithub(`${run.script.name} with ${run.cacheSettings.name}`, run).annotations()];
}

export function compareAnnotations(comparison: CompareRecord): string[] {
  const { baseline, candidate } = comparison;
  const names = `${candidate.cacheSettings.name} against ${baseline.cacheSettings.name}`;
  return [...judgedGithub(names, comparison).annotations()];
}

const VERDICT_MARKS = {
  pass: '✅',
  safe: '✅',
  measured: 'ℹ️',
  fail: '❌',
  worse: '❌',
  holds: '✅',
  off: '❌',
  inconclusive: '⚠️',
  interrupted: '⏹️',
} as const;

function heading(verdict: keyof typeof VERDICT_MARKS, title: string): string {
  return `## ${VERDICT_MARKS[verdict]} ${inline(`${verdict.toUpperCase()}: ${title}`)}`;
}

function bullets(sentences: readonly string[]): string {
  return sentences.map(sentence => `- ${inline(sentence)}`).join('\n');
}

function objectivesTable({ objectives }: ArmRecord): string {
  if (objectives.length === 0) return '';
  const rows = objectives.map(objective => [
    objective.name,
    limitText(objective),
    valueText(objective),
    statusText(objective.status),
    inline(remarkText(objective)),
  ]);
  return markdownTable(['objective', 'limit', 'value', 'status', 'margin'], rows);
}

function thresholdsTable({ thresholds }: ArmRecord): string {
  if (thresholds.length === 0) return '';
  const rows = thresholds.map(threshold => [
    code(`${threshold.metric} ${threshold.expression}`),
    thresholdValue(threshold),
    statusText(thresholdStatus(threshold)),
  ]);
  return markdownTable(['threshold', 'value', 'status'], rows);
}

function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text that Markdown and tables must not read as theirs. */
function inline(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, '\\$&').replace(/\s+/g, ' ');
}

function code(text: string): string {
  return `\`${text.replace(/`/g, "'").replace(/\|/g, '\\|')}\``;
}

function annotation(level: 'error' | 'warning', title: string, reasons: readonly string[]): string {
  return `::${level} title=${property(title)}::${data(reasons.join('\n'))}`;
}

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
