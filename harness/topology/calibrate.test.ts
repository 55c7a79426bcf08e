import { readFileSync } from 'node:fs';
import { parser } from '@prometheus-io/lezer-promql';
import { expect, test } from 'vitest';
import { topologyPaths } from './set-options.ts';

const page = readFileSync('docs/calibrate.md', 'utf8');
const blocks = [...page.matchAll(/```promql\n([\s\S]*?)```/g)].map(match => match[1] as string);
const inline = [...page.matchAll(/`((?:sum|max|count|histogram_quantile)\([^`]*)`/g)].map(match => match[1] as string);

test.each([...blocks, ...inline])('is PromQL: %s', query => {
  const errors: string[] = [];
  parser.parse(query).iterate({
    enter: node => {
      if (node.type.isError) errors.push(`${node.from}: ${query.slice(node.from, node.to + 10)}`);
    },
  });
  expect(errors).toEqual([]);
});

test('the parser tells a query that is none', () => {
  expect(parser.parse('sum(rate(x[5m])').toString()).toContain('⚠');
});

test('every line of a topology is on the page', () => {
  const words = new Set(page.match(/[a-zA-Z0-9]+(-[a-z]+)*/g));
  // A mapping is covered by its lines; distributions by the words for their shapes.
  const lines = [...topologyPaths({ pools: { primary: {} } }).keys()].filter(
    path => !/^proxy\.(health|ejection|failover)\.|^name$|^objectives\./.test(path),
  );
  expect(lines.map(path => path.split('.').at(-1) as string).filter(key => !words.has(key))).toEqual([]);
});
