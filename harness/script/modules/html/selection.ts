import type { Cheerio, CheerioAPI } from 'cheerio';
import type { AnyNode } from 'domhandler';
import type { Platform } from '../platform.ts';
import { HtmlElement } from './html-element.ts';

/** `parseHTML(text)` of `k6/html`, and `res.html()`: the whole document, as a selection. */
export function parseHtml(text: unknown, platform: Pick<Platform, 'loadHtml'>): Selection {
  const $ = platform.loadHtml(String(text));
  return new Selection($, $.root());
}

type Filter = string | Selection | ((index: number, element: Selection) => unknown);

/** A `Selection` of `k6/html`: nodes of one document, with jQuery's methods by cheerio. */
export class Selection {
  readonly #$: CheerioAPI;
  readonly #nodes: Cheerio<AnyNode>;

  constructor($: CheerioAPI, nodes: Cheerio<AnyNode>) {
    this.#$ = $;
    this.#nodes = nodes;
  }

  attr(name: string): string | undefined {
    return this.#nodes.attr(name);
  }

  children(selector?: string): Selection {
    return this.#of(this.#nodes.children(selector));
  }

  closest(selector: string): Selection {
    return this.#of(this.#nodes.closest(selector));
  }

  contents(): Selection {
    return this.#of(this.#nodes.contents());
  }

  data(key?: string): unknown {
    return key === undefined ? this.#nodes.data() : this.#nodes.data(key);
  }

  each(handler: (index: number, element: HtmlElement) => unknown): void {
    for (const [i, node] of this.#nodes.toArray().entries()) handler(i, new HtmlElement(this.#$, node));
  }

  eq(index: number): Selection {
    return this.#of(this.#nodes.eq(index));
  }

  filter(filter: Filter): Selection {
    return this.#of(this.#nodes.filter(this.#filter(filter) as string));
  }

  find(selector: string): Selection {
    return this.#of(this.#nodes.find(selector));
  }

  first(): Selection {
    return this.#of(this.#nodes.first());
  }

  get(index: number): HtmlElement | undefined {
    const node = this.#nodes.get(index);
    return node === undefined ? undefined : new HtmlElement(this.#$, node);
  }

  has(selector: string): Selection {
    return this.#of(this.#nodes.has(selector));
  }

  html(): string | undefined {
    return this.#nodes.html() ?? undefined;
  }

  is(filter: Filter): boolean {
    return this.#nodes.is(this.#filter(filter) as string);
  }

  last(): Selection {
    return this.#of(this.#nodes.last());
  }

  map(mapper: (index: number, element: Selection) => unknown): unknown[] {
    return this.toArray().map((element, i) => mapper(i, element));
  }

  next(selector?: string): Selection {
    return this.#of(this.#nodes.next(selector));
  }

  nextAll(selector?: string): Selection {
    return this.#of(this.#nodes.nextAll(selector));
  }

  nextUntil(selector?: string): Selection {
    return this.#of(this.#nodes.nextUntil(selector));
  }

  not(filter: Filter): Selection {
    return this.#of(this.#nodes.not(this.#filter(filter) as string));
  }

  parent(selector?: string): Selection {
    return this.#of(this.#nodes.parent(selector));
  }

  parents(selector?: string): Selection {
    return this.#of(this.#nodes.parents(selector));
  }

  parentsUntil(selector?: string): Selection {
    return this.#of(this.#nodes.parentsUntil(selector));
  }

  prev(selector?: string): Selection {
    return this.#of(this.#nodes.prev(selector));
  }

  prevAll(selector?: string): Selection {
    return this.#of(this.#nodes.prevAll(selector));
  }

  prevUntil(selector?: string): Selection {
    return this.#of(this.#nodes.prevUntil(selector));
  }

  serialize(): string {
    return this.#nodes.serialize();
  }

  serializeArray(): { name: string; value: string }[] {
    return this.#nodes.serializeArray();
  }

  serializeObject(): Record<string, string> {
    return Object.fromEntries(this.serializeArray().map(({ name, value }) => [name, value]));
  }

  size(): number {
    return this.#nodes.length;
  }

  slice(start: number, end?: number): Selection {
    return this.#of(this.#nodes.slice(start, end));
  }

  text(): string {
    return this.#nodes.text();
  }

  toArray(): Selection[] {
    return this.#nodes.toArray().map(node => new Selection(this.#$, this.#$(node)));
  }

  val(): string | string[] | undefined {
    return this.#nodes.val();
  }

  #of(nodes: Cheerio<never> | Cheerio<AnyNode>): Selection {
    return new Selection(this.#$, nodes as Cheerio<AnyNode>);
  }

  #filter(filter: Filter): unknown {
    if (filter instanceof Selection) return filter.#nodes;
    if (typeof filter !== 'function') return filter;
    return (i: number, node: AnyNode): boolean => Boolean(filter(i, new Selection(this.#$, this.#$(node))));
  }
}
