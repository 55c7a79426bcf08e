import { expect, test } from 'vitest';
import { jsonPath } from './json-path.ts';

// The document and most of the paths are those of the GJSON syntax description.
const people = {
  name: { first: 'Tom', last: 'Anderson' },
  age: 37,
  children: ['Sara', 'Alex', 'Jack'],
  'fav.movie': 'Deer Hunter',
  nothing: null,
  '@context': 'https://schema.org',
  value: [{ '@odata.type': '#method' }],
  friends: [
    { first: 'Dale', last: 'Murphy', age: 44, nets: ['ig', 'fb', 'tw'] },
    { first: 'Roger', last: 'Craig', age: 68, nets: ['fb', 'tw'] },
    { first: 'Jane', last: 'Murphy', age: 47, nets: ['ig', 'tw'] },
  ],
};

test.each([
  ['name.last', 'Anderson'],
  ['age', 37],
  ['nothing', null],
  ['children', ['Sara', 'Alex', 'Jack']],
  ['children.#', 3],
  ['children.1', 'Alex'],
  ['children.9', undefined],
  ['child*.2', 'Jack'],
  ['c?ildren.0', 'Sara'],
  ['fav\\.movie', 'Deer Hunter'],
  ['friends.#.first', ['Dale', 'Roger', 'Jane']],
  ['friends.1.last', 'Craig'],
  ['friends.#(last=="Murphy").first', 'Dale'],
  ['friends.#(last=="Murphy")#.first', ['Dale', 'Jane']],
  ['friends.#(age>45)#.last', ['Craig', 'Murphy']],
  ['friends.#(first%"D*").last', 'Murphy'],
  ['friends.#(first!%"D*").last', 'Craig'],
  ['friends.#(age<=44).first', 'Dale'],
  ['friends.#(last!="Murphy").first', 'Roger'],
  ['friends.#(nets.#(=="fb"))#.first', ['Dale', 'Roger']],
  ['friends.#(age>99)#', []],
  ['friends.#(age>99)', undefined],
  ['friends.#(age>99)#.first', []],
  ['children.#(>"B")', 'Sara'],
  ['friends.#.first|0', 'Dale'],
  ['friends.#.first|#', 3],
  ['children|@reverse', ['Jack', 'Alex', 'Sara']],
  ['children.@reverse.0', 'Jack'],
  ['name.@keys', ['first', 'last']],
  ['name.@values', ['Tom', 'Anderson']],
  [
    'friends.#.nets.@flatten',
    [
      ['ig', 'fb', 'tw'],
      ['fb', 'tw'],
      ['ig', 'tw'],
    ],
  ],
  ['friends.#.nets|@flatten', ['ig', 'fb', 'tw', 'fb', 'tw', 'ig', 'tw']],
  ['name.middle', undefined],
  ['age.years', undefined],
  ['constructor', undefined],
  ['value.0.@odata\\.type', '#method'],
  ['value.#.@odata\\.type', ['#method']],
  ['@context', 'https://schema.org'],
  ['@nothing', undefined],
  ['', undefined],
])('%s', (path, expected) => {
  expect(jsonPath(people, path)).toEqual(expected);
});

test.each([
  ['{name.first,age}', "the JSON path '{name.first,age}' builds a new value ({…}, […]): read the parts one by one"],
  [
    'friends.@pretty',
    "the JSON path modifier '@pretty' is not offered here: use @this, @reverse, @flatten, @keys or @values",
  ],
  ['friends.#(age', "the JSON path '#(age' has an unclosed query"],
])('%s is refused', (path, message) => {
  expect(() => jsonPath(people, path)).toThrow(message);
});
