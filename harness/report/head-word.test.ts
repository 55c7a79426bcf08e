import { expect, test } from 'vitest';
import { incidentRun } from '../record/test-run.ts';
import { judgedGithub, runAnnotations, runSummary } from './github.ts';
import { NOTHING } from './html/markup.ts';
import { runVerdictPart } from './html/verdict-part.ts';
import { runJunit } from './junit.ts';
import { runLine, runText, runTitle } from './text.ts';

const stopped = incidentRun({ ending: { code: 105, reason: 'interrupted' } });

test('a run that somebody stopped is headed so everywhere, first its reasons, and still tells what had failed by then', () => {
  expect(stopped).toMatchObject({ interrupted: true, verdict: 'fail' });
  expect(stopped.reasons.slice(0, 2)).toEqual([
    'The drill was interrupted before its end.',
    expect.stringMatching(/requests timed out/),
  ]);
  expect(runText(stopped)).toMatch(/^INTERRUPTED {2}eu-peak-failover/);
  expect(runLine(stopped)).toMatch(/^INTERRUPTED .*: The drill was interrupted before its end\.$/);
  expect(runVerdictPart(stopped, NOTHING).text).toContain('</span> interrupted</span>');
  expect(runJunit(stopped)).toMatch(/name="verdict"[\s\S]*?<error message="interrupted: The drill was interrupted/);
  expect(runSummary(stopped)).toMatch(/^## ⏹️ INTERRUPTED/);
  expect(runAnnotations(stopped).join()).toMatch(/^::warning/);
  expect(judgedGithub(runTitle(stopped), stopped).summary()).toMatch(/^## ⏹️ INTERRUPTED/);
});

test('a run that came to its end has nothing of that in its record', () => {
  expect(incidentRun()).not.toHaveProperty('interrupted');
});
