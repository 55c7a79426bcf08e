import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { afterAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readCacheSettings } from '../../mock-service/files/read-cache-settings-file.ts';
import { comparisonSeries } from '../prometheus/record-series.ts';
import { comparisonOf } from '../record/compare-record.ts';
import { incidentRun, quietRun } from '../record/test-run.ts';
import { givenSeeds } from '../verdict/sampling.ts';
import { analysisTemplate, type RolloutAnalysis, RUN_ARGUMENT } from './argo.ts';
import { parse, UsageError } from './flags/command.ts';
import { bundle } from './verbs/bundle.ts';
import { compare } from './verbs/compare.ts';
import { receivers } from './write-results.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'headroom-argo-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** What Argo Rollouts documents of an AnalysisTemplate, of the fields that are written here; strict, so that a misspelt one is seen. */
const metric = z.strictObject({
  name: z.string(),
  successCondition: z.string().optional(),
  failureCondition: z.string().optional(),
  consecutiveErrorLimit: z.int().optional(),
  provider: z.union([
    z.strictObject({
      job: z.strictObject({
        spec: z.strictObject({
          backoffLimit: z.int(),
          template: z.strictObject({
            spec: z.strictObject({
              restartPolicy: z.enum(['Never', 'OnFailure']),
              containers: z.array(
                z.strictObject({
                  name: z.string(),
                  image: z.string(),
                  command: z.array(z.string()).optional(),
                  args: z.array(z.string()),
                  volumeMounts: z.array(
                    z.strictObject({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().optional() }),
                  ),
                }),
              ),
              volumes: z.array(
                z.strictObject({
                  name: z.string(),
                  configMap: z.strictObject({ name: z.string() }).optional(),
                  emptyDir: z.strictObject({}).optional(),
                }),
              ),
            }),
          }),
        }),
      }),
    }),
    z.strictObject({ prometheus: z.strictObject({ address: z.url(), query: z.string() }) }),
  ]),
});
const metadata = z.strictObject({ name: z.string(), namespace: z.string().optional() });
const templateSchema = z.strictObject({
  apiVersion: z.literal('argoproj.io/v1alpha1'),
  kind: z.literal('AnalysisTemplate'),
  metadata,
  spec: z.strictObject({
    args: z.array(z.strictObject({ name: z.string(), value: z.string().optional() })).optional(),
    metrics: z.array(metric),
  }),
});
const configMapSchema = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('ConfigMap'),
  metadata,
  data: z.record(z.string().regex(/^[-._a-zA-Z0-9]+$/), z.string()),
});

const ANALYSIS: RolloutAnalysis = {
  ...{ name: 'peak', namespace: null, image: 'registry.example/headroom:1', code: 'x;\n', prometheus: null },
  ...{ topology: 'name: eu # {{not.an.argument}}\n', baseline: 'ttl: 300s\n', candidate: 'ttl: 1s\n' },
  ...{ env: { PEAK: '12 00' }, tags: { team: 'a' } },
};

function objects(text: string) {
  const [configMap, template] = parseAllDocuments(text).map(document => document.toJS() as unknown);
  return { configMap: configMapSchema.parse(configMap), template: templateSchema.parse(template) };
}

function metricsOf(analysis: RolloutAnalysis) {
  const { metrics } = objects(analysisTemplate(analysis)).template.spec;
  const [drill, verdict] = metrics;
  if (drill === undefined || !('job' in drill.provider)) throw new Error('the first metric is the Job');
  const [container] = drill.provider.job.spec.template.spec.containers;
  if (container === undefined) throw new Error('the Job has a container');
  return { spec: drill.provider.job.spec.template.spec, container, verdict, count: metrics.length };
}

const WITH_PROMETHEUS = { ...ANALYSIS, prometheus: 'http://prometheus.monitoring:9090' };

describe('an analysis', () => {
  test('holds the files, as they are, and mounts them where its command line looks', () => {
    const { configMap } = objects(analysisTemplate(ANALYSIS));
    expect(configMap.data).toEqual({
      'peak.js': ANALYSIS.code,
      'topology.yaml': ANALYSIS.topology,
      'baseline.yaml': ANALYSIS.baseline,
      'candidate.yaml': ANALYSIS.candidate,
    });
    const { container, spec } = metricsOf(ANALYSIS);
    const mounted = container.volumeMounts.find(({ name }) => name === 'drill')?.mountPath;
    const given = parse(compare, container.args.slice(1));
    expect(container.args[0]).toBe('compare');
    expect([...given.positionals, given.text('topology')].sort()).toEqual(
      Object.keys(configMap.data)
        .map(file => `${mounted}/${file}`)
        .sort(),
    );
    expect(given.has('virtual')).toBe(true);
    expect(given.texts('env')).toEqual(['PEAK=12 00']);
    expect(given.texts('tag')).toEqual(['team=a']);
    expect(container.volumeMounts.map(({ name }) => name)).toEqual(spec.volumes.map(({ name }) => name));
    expect(given.text('out')?.startsWith(container.volumeMounts[1]?.mountPath as string)).toBe(true);
  });

  test('without a Prometheus is the Job alone, whose exit code is headroom’s own', () => {
    const { container, count } = metricsOf(ANALYSIS);
    expect(count).toBe(1);
    expect(container.command).toBeUndefined();
    expect(objects(analysisTemplate(ANALYSIS)).template.spec.args).toBeUndefined();
  });

  test('is in a namespace if that is asked for', () => {
    const { configMap, template } = objects(analysisTemplate({ ...ANALYSIS, namespace: 'gates' }));
    expect([configMap.metadata, template.metadata]).toEqual(new Array(2).fill({ name: 'peak', namespace: 'gates' }));
  });
});

describe('with a Prometheus', () => {
  test('the Job writes there, and is allowed to', () => {
    const { container } = metricsOf(WITH_PROMETHEUS);
    const given = parse(compare, container.args.slice(1));
    expect(receivers(given, {}).remoteWrite?.url).toBe('http://prometheus.monitoring:9090/api/v1/write');
  });

  test('the Job fails of what is worse or wrong, not of what does not tell', () => {
    const { container } = metricsOf(WITH_PROMETHEUS);
    const stand = join(FOLDER, 'headroom');
    writeFileSync(stand, '#!/bin/sh\nprintf "%s\\n" "$@" > "$SAID"\nexit $CODE\n');
    chmodSync(stand, 0o755);
    const [sh = '', ...words] = container.command ?? [];
    const codes = [0, 90, 99, 104, 1].map(code => {
      const said = join(FOLDER, `said-${code}`);
      const env = { PATH: `${FOLDER}${delimiter}${process.env.PATH}`, CODE: String(code), SAID: said };
      const { status } = spawnSync(sh, [...words, ...container.args], { env });
      expect(readFileSync(said, 'utf8').trimEnd().split('\n')).toEqual(container.args);
      return status;
    });
    expect(codes).toEqual([0, 0, 99, 104, 1]);
  });

  test('the verdict is read where the Job has written it: by the tag and the name, and by two conditions that leave room for a third', () => {
    const { verdict, container } = metricsOf(WITH_PROMETHEUS);
    if (verdict === undefined || !('prometheus' in verdict.provider)) throw new Error('the second reads Prometheus');
    const { query } = verdict.provider.prometheus;
    const found = { errors: 0, names: new Set<string>(), labels: new Set<string>() };
    parser.parse(query).iterate({
      enter: ({ type, from, to }) => {
        if (type.isError) found.errors++;
        if (type.name === 'Identifier') found.names.add(query.slice(from, to));
        if (type.name === 'LabelName') found.labels.add(query.slice(from, to));
      },
    });
    expect(found.errors).toBe(0);
    const record = comparisonOf([{ baseline: quietRun(), candidate: incidentRun() }], ['a', 'b'], givenSeeds(1));
    const tag = container.args.find(word => word.includes(`{{args.${RUN_ARGUMENT}}}`)) ?? '';
    const [key = '', value = ''] = tag.split('=');
    const series = comparisonSeries(record, { [key]: value }, 0);
    expect([...found.names]).toEqual([series[0]?.name]);
    for (const label of found.labels) expect(series[0]?.labels).toHaveProperty(label);
    // The query's arithmetic, by hand: of a comparison that is worse it is -1.
    const at = (of: string): number =>
      series.find(({ labels }) => labels.verdict === of)?.samples[0]?.[1] ?? Number.NaN;
    expect(at('safe') - at('worse')).toBe(-1);
    expect(at('safe') + at('worse') + at('inconclusive')).toBe(1);
    expect([verdict.successCondition, verdict.failureCondition]).toEqual(['result[0] == 1', 'result[0] == -1']);
    expect(objects(analysisTemplate(WITH_PROMETHEUS)).template.spec.args).toEqual([{ name: RUN_ARGUMENT }]);
  });
});

describe('headroom bundle --argo', () => {
  const FILES = ['--cache', 'mock-service/settings/short-ttl.yaml', '--image', 'registry.example/headroom'];
  const SCRIPT = 'scenarios/eu-peak-failover.ts';

  test('is made of the files that it is given', async () => {
    const out = join(FOLDER, 'analysis.yaml');
    expect(await bundle.run(parse(bundle, [SCRIPT, '--argo', ...FILES, '--out', out]))).toBe(0);
    const { configMap, template } = objects(readFileSync(out, 'utf8'));
    expect(template.metadata.name).toBe('eu-peak-failover');
    expect(configMap.data['candidate.yaml']).toBe(readFileSync('mock-service/settings/short-ttl.yaml', 'utf8'));
    const candidate = join(FOLDER, 'candidate.yaml');
    writeFileSync(candidate, configMap.data['candidate.yaml'] ?? '');
    expect(readCacheSettings(candidate).settings.ttlMs).toBe(1000);
  });

  test.each([
    [['--argo'], '--argo needs --cache FILE'],
    [['--argo', '--kubernetes', ...FILES], '--kubernetes and --argo are two forms'],
    [['--argo', '--parallelism', '2', ...FILES], '--parallelism goes with --kubernetes'],
    [['--kubernetes', ...FILES], '--image goes with --argo'],
    [['--env', 'A=b'], '--env goes with --kubernetes or --argo; k6 takes its own flags'],
    [['--argo', ...FILES, '--prometheus', 'prometheus:9090'], '--prometheus must be http or https'],
    [['--argo', ...FILES, '--prometheus', 'http://a:b@p.example'], '--prometheus has a password'],
  ])('%j: a usage error', async (flags, message) => {
    await expect(bundle.run(parse(bundle, [SCRIPT, ...flags]))).rejects.toThrow(message);
    await expect(bundle.run(parse(bundle, [SCRIPT, ...flags]))).rejects.toThrow(UsageError);
  });
});
