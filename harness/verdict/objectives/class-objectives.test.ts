import { expect, test } from 'vitest';
import type { ClassFacts } from '../../measure/class-account.ts';
import { brokenClasses, judgeClasses } from './class-objectives.ts';

const NONE = { good: 0, refused: 0, timeouts: 0, errors: 0, unexpected: 0, interrupted: 0 };
const CLASSES = [
  { name: 'user', objectives: { timeouts: 0, errors: 0.01 } },
  { name: 'prefetch', objectives: { timeouts: null, errors: 0.8 } },
];

function facts(user: Partial<ClassFacts>, prefetch: Partial<ClassFacts>): ClassFacts[] {
  const made = (name: string, own: Partial<ClassFacts>): ClassFacts => {
    const { offered = 0, interrupted = 0, timeouts = 0, errors = 0 } = own;
    return { name, ...NONE, offered, undisturbed: { ended: offered - interrupted, timeouts, errors }, ...own };
  };
  return [made('user', user), made('prefetch', prefetch)];
}

test('each class is judged by its own requests, of those that ended', () => {
  const judged = judgeClasses(
    CLASSES,
    facts({ offered: 110, interrupted: 10, errors: 2 }, { offered: 100, errors: 80 }),
  );
  expect(judged.map(({ name, objectives }) => [name, objectives])).toEqual([
    [
      'user',
      [
        { name: 'timeouts', limit: 0, value: 0, status: 'ok' },
        { name: 'errors', limit: 0.01, value: 0.02, status: 'broken' },
      ],
    ],
    ['prefetch', [{ name: 'errors', limit: 0.8, value: 0.8, status: 'ok' }]],
  ]);
  expect(judged[0]).not.toHaveProperty('undisturbed');
});

test('a class of which nobody came is not judged', () => {
  const [, prefetch] = judgeClasses(CLASSES, facts({ offered: 1 }, {}));
  expect(prefetch?.objectives).toEqual([{ name: 'errors', limit: 0.8, value: null, status: 'not-applicable' }]);
});

test('what is broken is said, with what was refused, and whether a generator that dropped iterations had a part in it', () => {
  const told = facts(
    { offered: 1000, timeouts: 5, errors: 5, undisturbed: { ended: 900, timeouts: 0, errors: 0 } },
    { offered: 1000, errors: 900, refused: 890 },
  );
  expect(brokenClasses(judgeClasses(CLASSES, told), told)).toEqual([
    { sentence: '0.5% of the requests of class user timed out (none is allowed).', undisturbed: false },
    {
      sentence: '90% of the requests of class prefetch failed (80% is allowed); 890 of them were refused.',
      undisturbed: true,
    },
  ]);
});
