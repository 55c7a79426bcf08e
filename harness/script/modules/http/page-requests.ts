import type { Selection } from '../html/selection.ts';

/** The request that a page's form or link makes. */
export interface PageRequest {
  readonly method: string;
  readonly url: string;
  /** Fields of a form. */
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly params: unknown;
}

interface FormChoice {
  formSelector?: string;
  fields?: Record<string, unknown>;
  submitSelector?: string;
  params?: unknown;
}

/** `res.submitForm({formSelector, fields, submitSelector, params})`: what the form holds, with other values for the fields named. @throws Error if there is no such form */
export function formRequest(page: Selection, pageUrl: string, choice: FormChoice = {}): PageRequest {
  const { formSelector = 'form', submitSelector = '[type="submit"]', fields = {}, params } = choice ?? {};
  const form = page.find(formSelector).first();
  if (form.size() === 0) throw new Error(`no form fits '${formSelector}' in the page ${pageUrl}`);
  const submit = form.find(submitSelector).first();
  const name = submit.attr('name');
  const pressed = name === undefined ? {} : { [name]: submit.attr('value') ?? '' };
  const values = { ...form.serializeObject(), ...pressed, ...fields };
  const method = (form.attr('method') ?? 'GET').toUpperCase();
  const url = new URL(form.attr('action') ?? pageUrl, pageUrl);
  if (method !== 'GET') return { method, url: url.href, body: values, params };
  url.search = new URLSearchParams(
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)])),
  ).toString();
  return { method, url: url.href, body: null, params };
}

/** `res.clickLink({selector, params})`. @throws Error if there is no such link */
export function linkRequest(
  page: Selection,
  pageUrl: string,
  choice: { selector?: string; params?: unknown } = {},
): PageRequest {
  const { selector = 'a[href]', params } = choice ?? {};
  const href = page.find(selector).first().attr('href');
  if (href === undefined) throw new Error(`no link fits '${selector}' in the page ${pageUrl}`);
  return { method: 'GET', url: new URL(href, pageUrl).href, body: null, params };
}
