import { expect, test } from 'vitest';
import { moduleMembers } from './module-members.ts';
import { TestDrill } from './test-drill.ts';

test('the list of members says what the modules have', () => {
  const { modules } = new TestDrill().k6;
  const made = new Map([...modules].map(([name, module]) => [name, new Set(Object.keys(module))]));
  for (const members of made.values()) members.delete('default');
  expect(made).toEqual(moduleMembers);
});
