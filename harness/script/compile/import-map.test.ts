import { expect, test } from 'vitest';
import { mappedImport } from './import-map.ts';
import { compileFiles, TestVu } from './test-script.ts';

const MAP = {
  'https://a.example/x.js': '/m/x.js',
  'https://a.example/': '/m/',
  'https://a.example/lib/': '/lib/',
  faker: '/f.js',
};

test.each([
  ['https://a.example/x.js', '/m/x.js'],
  ['https://a.example/y.js', '/m/y.js'],
  ['https://a.example/lib/z/1.js', '/lib/z/1.js'],
  ['faker', '/f.js'],
  ['faker/more', undefined],
  ['constructor', undefined],
])('%s', (specifier, file) => expect(mappedImport(MAP, specifier)).toBe(file));

test('remote modules and packages are the files that they are mapped to, and what these import of each other too', async () => {
  const script = await compileFiles(
    {
      'main.js': `import { name } from 'https://a.example/faker.js';\nimport five from 'five';\nexport default () => name() + five;`,
      'faker.js': `import { last } from 'https://a.example/last.js';\nexport const name = () => 'Ann ' + last;`,
      'last.js': `export const last = 'Bo';`,
      'five.js': 'export default 5;',
    },
    {},
    folder => ({ 'https://a.example/': `${folder}/`, five: `${folder}/five.js` }),
  );
  expect(new TestVu(script).run()).toEqual(['returned Ann Bo5']);
});
