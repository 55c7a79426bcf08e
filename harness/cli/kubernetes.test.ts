import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { distributedRun } from './kubernetes.ts';

const RUN = { name: 'peak', namespace: null, file: 'peak.js', code: 'x;\n', parallelism: 4, env: {}, tags: {} };

function objects(text: string): unknown[] {
  return parseAllDocuments(text).map(document => document.toJS() as unknown);
}

describe('a distributed run', () => {
  it('is a ConfigMap with the script, as it is, and a TestRun of it', () => {
    const code = 'import http from "k6/http";\n\n\texport default () => { http.get(`a: #${1}`); };  \n// "ä"\n';
    expect(objects(distributedRun({ ...RUN, code }))).toEqual([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'peak' }, data: { 'peak.js': code } },
      {
        apiVersion: 'k6.io/v1alpha1',
        kind: 'TestRun',
        metadata: { name: 'peak' },
        spec: { parallelism: 4, script: { configMap: { name: 'peak', file: 'peak.js' } } },
      },
    ]);
  });

  it('gives the script its environment, and every sample its tags', () => {
    const env = { BASE_URL: 'https://staging.example.com', PEAK: '1000' };
    const [, testRun] = objects(distributedRun({ ...RUN, env, tags: { testid: 'n1', note: "it's new" } }));
    expect(testRun).toMatchObject({
      spec: {
        arguments: "--tag testid=n1 --tag 'note=it'\\''s new'",
        runner: {
          env: [
            { name: 'BASE_URL', value: 'https://staging.example.com' },
            { name: 'PEAK', value: '1000' },
          ],
        },
      },
    });
  });

  it('is in a namespace if that is asked for', () => {
    for (const object of objects(distributedRun({ ...RUN, namespace: 'load' }))) {
      expect(object).toMatchObject({ metadata: { name: 'peak', namespace: 'load' } });
    }
  });
});
