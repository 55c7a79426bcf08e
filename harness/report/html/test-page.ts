/** What tests look at in a page. */

/** As text, without what is only for the browser. */
export function textOf(page: string): string {
  return page
    .replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

/** What its charts are. */
export function planOf(page: string) {
  return JSON.parse(/id="plan">(.*?)<\/script>/s.exec(page)![1]!);
}

/** What they are drawn from. */
export function dataOf(page: string) {
  return JSON.parse(/id="data">(.*?)<\/script>/s.exec(page)![1]!);
}
