import type { CheerioAPI } from 'cheerio';
import type { AnyNode, Element, ParentNode } from 'domhandler';

/** By node types of the DOM. */
const TYPES = { tag: 1, script: 1, style: 1, text: 3, cdata: 3, comment: 8, root: 9, directive: 10 } as const;

/** An `Element` of `k6/html`: one node, with the DOM's reading methods that all elements have; those of forms and media are not there. */
export class HtmlElement {
  readonly #$: CheerioAPI;
  readonly #node: AnyNode;

  constructor($: CheerioAPI, node: AnyNode) {
    this.#$ = $;
    this.#node = node;
  }

  attributes(): Record<string, { name: string; value: string; ownerElement: HtmlElement }> {
    const entries = Object.entries(this.#attributes);
    return Object.fromEntries(entries.map(([name, value]) => [name, { name, value, ownerElement: this }]));
  }

  childElementCount(): number {
    return this.children().length;
  }

  childNodes(): HtmlElement[] {
    return this.#children.map(node => this.#of(node));
  }

  children(): HtmlElement[] {
    return this.#children.filter(isElement).map(node => this.#of(node));
  }

  classList(): string[] {
    return (this.className() ?? '').split(/\s+/).filter(name => name !== '');
  }

  className(): string | undefined {
    return this.getAttribute('class');
  }

  contains(element: HtmlElement): boolean {
    for (let node: AnyNode | null = element.#node; node !== null; node = node.parent) {
      if (node === this.#node) return true;
    }
    return false;
  }

  firstChild(): HtmlElement | undefined {
    return this.childNodes()[0];
  }

  firstElementChild(): HtmlElement | undefined {
    return this.children()[0];
  }

  getAttribute(name: string): string | undefined {
    return this.#attributes[name.toLowerCase()];
  }

  getAttributeNode(name: string): { name: string; value: string; ownerElement: HtmlElement } | undefined {
    return this.attributes()[name.toLowerCase()];
  }

  getElementsByClassName(name: string): HtmlElement[] {
    return this.querySelectorAll(
      name
        .trim()
        .split(/\s+/)
        .map(each => `.${each}`)
        .join(''),
    );
  }

  getElementsByTagName(name: string): HtmlElement[] {
    return this.querySelectorAll(name);
  }

  hasAttribute(name: string): boolean {
    return this.getAttribute(name) !== undefined;
  }

  hasAttributes(): boolean {
    return Object.keys(this.#attributes).length > 0;
  }

  hasChildNodes(): boolean {
    return this.#children.length > 0;
  }

  id(): string {
    return this.getAttribute('id') ?? '';
  }

  innerHTML(): string | undefined {
    return this.#$(this.#node).html() ?? undefined;
  }

  isEqualNode(node: HtmlElement): boolean {
    return this.toString() === node.toString();
  }

  isSameNode(node: HtmlElement): boolean {
    return this.#node === node.#node;
  }

  lang(): string | undefined {
    return this.getAttribute('lang');
  }

  lastChild(): HtmlElement | undefined {
    return this.childNodes().at(-1);
  }

  lastElementChild(): HtmlElement | undefined {
    return this.children().at(-1);
  }

  matches(selector: string): boolean {
    return this.#$(this.#node).is(selector);
  }

  nextElementSibling(): HtmlElement | undefined {
    return this.#maybe(this.#$(this.#node).next().get(0));
  }

  nextSibling(): HtmlElement | undefined {
    return this.#maybe(this.#node.next);
  }

  nodeName(): string {
    return isElement(this.#node) ? this.#node.name : this.#node.type === 'root' ? '#document' : `#${this.#node.type}`;
  }

  nodeType(): number {
    return TYPES[this.#node.type];
  }

  nodeValue(): string | undefined {
    return 'data' in this.#node ? this.#node.data : undefined;
  }

  ownerDocument(): HtmlElement | undefined {
    return this.#maybe(this.#$.root().get(0));
  }

  parentElement(): HtmlElement | undefined {
    return this.#maybe(this.#$(this.#node).parent().get(0));
  }

  parentNode(): HtmlElement | undefined {
    return this.#maybe(this.#node.parent);
  }

  previousElementSibling(): HtmlElement | undefined {
    return this.#maybe(this.#$(this.#node).prev().get(0));
  }

  previousSibling(): HtmlElement | undefined {
    return this.#maybe(this.#node.prev);
  }

  querySelector(selector: string): HtmlElement | undefined {
    return this.querySelectorAll(selector)[0];
  }

  querySelectorAll(selector: string): HtmlElement[] {
    const nodes = this.#$(this.#node).find(selector).toArray();
    return nodes.map(node => this.#of(node));
  }

  textContent(): string {
    return this.#$(this.#node).text();
  }

  toString(): string {
    return this.#$.html(this.#node);
  }

  /** Of form fields. */
  value(): string {
    const value = this.#$(this.#node).val();
    return Array.isArray(value) ? value.join(',') : (value ?? '');
  }

  get #attributes(): Readonly<Record<string, string>> {
    return isElement(this.#node) ? this.#node.attribs : {};
  }

  get #children(): readonly AnyNode[] {
    return 'children' in this.#node ? (this.#node as ParentNode).children : [];
  }

  #of(node: AnyNode): HtmlElement {
    return new HtmlElement(this.#$, node);
  }

  #maybe(node: AnyNode | null | undefined): HtmlElement | undefined {
    return node === null || node === undefined ? undefined : this.#of(node);
  }
}

function isElement(node: AnyNode): node is Element {
  return TYPES[node.type] === 1;
}
