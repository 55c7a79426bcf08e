/** Makes boxes that scroll reachable by keyboard, and only those: a tab stop on each table would be in the way. */
export function watchScrollBoxes(selector: string): void {
  const look = (box: HTMLElement): void => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute('tabindex');
  };
  const observer = new ResizeObserver(entries => {
    for (const { target } of entries) look(target as HTMLElement);
  });
  for (const box of document.querySelectorAll<HTMLElement>(selector)) {
    look(box);
    observer.observe(box);
  }
}
