import { describe, expect, it } from 'vitest';
import { parseSelector, type Selector, selects } from './selector.ts';
import { TagSet } from './tags.ts';

describe('parseSelector', () => {
  it.each([
    ['http_reqs', 'http_reqs', []],
    ['http_reqs{}', null, "has the selector part '' without a value"],
    [
      'http_req_duration{ name : "a page" , status:200 }',
      'http_req_duration',
      [
        ['name', 'a page'],
        ['status', '200'],
      ],
    ],
    ['group_duration{group:::page::view}', 'group_duration', [['group', '::page::view']]],
    ['http_reqs{url:http://127.0.0.1:80/a}', 'http_reqs', [['url', 'http://127.0.0.1:80/a']]],
    ['http_reqs{status:200', null, "lacks the closing '}'"],
    ['http_reqs{status}', null, "has the selector part 'status' without a value"],
    ['http_reqs{:200}', null, 'has a selector part without a tag'],
    ['http_reqs}', null, "has a '}' without a '{'"],
  ])('%s', (key, metric, tags) => {
    expect(parseSelector(key)).toEqual(metric === null ? tags : { key, metric, tags });
  });

  it('takes the empty text for a tag that is not set', () => {
    const root = parseSelector('group_duration{group:}') as Selector;
    expect([selects(root, TagSet.EMPTY), selects(root, TagSet.EMPTY.with('group', '::a'))]).toEqual([true, false]);
  });
});
