import { expect, test } from 'vitest';
import { file } from '../http/file-data.ts';
import { FormData } from './formdata.ts';

const textOf = (form: FormData) => new TextDecoder().decode(form.body());

test('text, files and bytes, in their order', () => {
  const form = new FormData();
  form.append('some "text"', 'hällo');
  form.append('n', 7);
  form.append('file', file('data', 'a.txt', 'text/plain'));
  form.append('like', { data: new Uint8Array([104, 105]).buffer, filename: 'b.bin', content_type: 'image/png' });
  form.append('bytes', new Uint8Array([111, 107]), 'c.bin');
  form.append('nameless', new Uint8Array([33]));
  const head = (fields: string) => `--${form.boundary}\r\nContent-Disposition: form-data; ${fields}`;
  expect(textOf(form)).toBe(
    `${head('name="some %22text%22"')}\r\n\r\nhällo\r\n` +
      `${head('name="n"')}\r\n\r\n7\r\n` +
      `${head('name="file"; filename="a.txt"')}\r\nContent-Type: text/plain\r\n\r\ndata\r\n` +
      `${head('name="like"; filename="b.bin"')}\r\nContent-Type: image/png\r\n\r\nhi\r\n` +
      `${head('name="bytes"; filename="c.bin"')}\r\nContent-Type: application/octet-stream\r\n\r\nok\r\n` +
      `${head('name="nameless"; filename="blob"')}\r\nContent-Type: application/octet-stream\r\n\r\n!\r\n` +
      `--${form.boundary}--\r\n`,
  );
});

test('each has a boundary of its own, and an empty one its end', () => {
  const [one, other] = [new FormData(), new FormData()];
  expect(one.boundary).toMatch(/^form-data-[0-9a-f]{16}$/);
  expect(one.boundary).not.toBe(other.boundary);
  expect(textOf(one)).toBe(`--${one.boundary}--\r\n`);
});
