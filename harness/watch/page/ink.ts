import type { Dash } from '../../report/html/chart-plan.ts';

/** A colour of theme.css as it is now, for canvases. */
export function ink(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Lengths of strokes and gaps, CSS pixels. */
export const DASHES: Readonly<Record<Dash, number[]>> = {
  solid: [],
  dashed: [8, 4],
  dotted: [2, 3],
  'dash-dot': [9, 3, 2, 3],
};

export const CHART_FONT = '12px system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** The same font in canvas pixels. */
export function canvasFont(pxRatio: number): string {
  return CHART_FONT.replace('12px', `${12 * pxRatio}px`);
}
