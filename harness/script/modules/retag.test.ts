import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TagSet } from '../../measure/tags.ts';
import { retag, untag } from './retag.ts';

const tag = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'));

function setOf(tags: readonly [string, string][]): TagSet {
  return tags.reduce((set, [key, value]) => set.with(key, value), TagSet.EMPTY);
}

test('replaces a tag and leaves the others', () => {
  fc.assert(
    fc.property(fc.array(tag), tag, (tags, [key, value]) => {
      const set = setOf(tags);
      expect(retag(set, key, value).toObject()).toEqual({ ...set.toObject(), [key]: value });
    }),
  );
});

test('removes a tag and leaves the others', () => {
  fc.assert(
    fc.property(fc.array(tag), tag, (tags, [key]) => {
      const { [key]: _, ...others } = setOf(tags).toObject();
      expect(untag(setOf(tags), key).toObject()).toEqual(others);
    }),
  );
});

test('replacing over and over gives the same objects', () => {
  const set = setOf([
    ['scenario', 'load'],
    ['group', ''],
    ['team', 'x'],
  ]);
  const inside = retag(set, 'group', '::a');
  const outside = retag(inside, 'group', '');
  expect(outside).toBe(set);
  expect(retag(outside, 'group', '::a')).toBe(inside);
});
