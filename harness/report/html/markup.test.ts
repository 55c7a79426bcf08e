import { expect, test } from 'vitest';
import { embeddedJson, html, Markup } from './markup.ts';

test('what is put in is text, in elements and attributes', () => {
  const { text } = html`<p title="${'"><b>'}">${'</p><script>'} ${'&'} ${"it's"}</p>`;
  expect(text).toBe('<p title="&quot;&gt;&lt;b&gt;">&lt;/p&gt;&lt;script&gt; &amp; it&#39;s</p>');
});

test('markup stays as it is, lists are joined, null and false are nothing, and zero is a number', () => {
  const { text } = html`${[html`<i>${1}</i>`, new Markup('<hr>')]}${null}${false}${0}`;
  expect(text).toBe('<i>1</i><hr>0');
});

test('text cannot turn the direction of what follows it', () => {
  expect(html`${'a\u202eb\u2066c'}`.text).toBe('a\ufffdb\ufffdc');
});

test('embedded JSON cannot end its element and reads back as it was', () => {
  const value = { text: '</script><!-- <script>\u2028\u2029', list: [1, null] };
  const { text } = embeddedJson(value);
  expect(text).not.toMatch(/[<\u2028\u2029]/);
  expect(JSON.parse(text)).toEqual(value);
});
