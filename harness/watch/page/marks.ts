import type uPlot from 'uplot';
import type { LimitPlan, MarkPlan } from '../../report/html/chart-plan.ts';
import { canvasFont, ink } from './ink.ts';

/** Height of one row of labels above a chart, CSS pixels. */
export const ROW = 16;

/** A mark's place, and its label's: the text, where it starts, and in which row. */
interface Placed {
  readonly mark: MarkPlan;
  readonly x: number;
  readonly label: { readonly text: string; readonly left: number; readonly row: number } | null;
}

/**
 * Draws moments as lines through the chart with their labels above: all in full where there is room for all, else their signs alone.
 * @param above where the lowest row of labels ends, canvas pixels.
 */
export function drawMarks(
  u: uPlot,
  marks: readonly MarkPlan[],
  rows: number,
  named: boolean,
  above: number,
  pxRatio: number,
): void {
  const { ctx, bbox } = u;
  const inside = marks
    .map(mark => ({ mark, x: Math.round(u.valToPos(mark.atS, 'x', true)) }))
    .filter(({ x }) => x >= bbox.left && x <= bbox.left + bbox.width);
  ctx.save();
  ctx.font = canvasFont(pxRatio);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  const layout = (textOf: (mark: MarkPlan) => string): Placed[] =>
    place(
      inside,
      mark => ({ text: textOf(mark), width: ctx.measureText(textOf(mark)).width }),
      rows,
      u.width * pxRatio,
      pxRatio,
    );
  const full = layout(({ sign, label }) => `${sign} ${label}`);
  const fits = named && full.every(({ mark, label }) => label !== null || mark.kind === 'event');
  for (const { mark, x, label } of fits ? full : layout(({ sign }) => sign)) {
    line(ctx, mark, x, label === null ? bbox.top : above - label.row * ROW * pxRatio, bbox.top + bbox.height, pxRatio);
    if (label === null) continue;
    ctx.fillStyle = mark.kind === 'onset' ? ink('limit') : ink('mark');
    ctx.fillText(label.text, label.left, above - (label.row + 0.5) * ROW * pxRatio);
  }
  ctx.restore();
}

/** Gives each label the lowest row in which it meets no other; null where there is none. */
function place(
  marks: readonly { readonly mark: MarkPlan; readonly x: number }[],
  textOf: (mark: MarkPlan) => { readonly text: string; readonly width: number },
  rows: number,
  rightEdge: number,
  pxRatio: number,
): Placed[] {
  const gap = 4 * pxRatio;
  const ends = Array.from({ length: rows }, () => Number.NEGATIVE_INFINITY);
  return marks.map(({ mark, x }) => {
    if (mark.kind === 'event') return { mark, x, label: null };
    const { text, width } = textOf(mark);
    const left = Math.min(x + gap, rightEdge - width - gap);
    const row = ends.findIndex(end => end + gap <= Math.min(left, x));
    // A text that had to move far left of its line would point at another.
    if (row < 0 || left < x - width - gap) return { mark, x, label: null };
    ends[row] = left + width;
    return { mark, x, label: { text, left, row } };
  });
}

function line(
  ctx: CanvasRenderingContext2D,
  { kind }: MarkPlan,
  x: number,
  top: number,
  bottom: number,
  pxRatio: number,
): void {
  ctx.strokeStyle = kind === 'onset' ? ink('limit') : ink('mark');
  ctx.lineWidth = (kind === 'onset' ? 2 : 1) * pxRatio;
  ctx.setLineDash(kind === 'operation' ? [] : kind === 'event' ? [pxRatio, 4 * pxRatio] : [5 * pxRatio, 3 * pxRatio]);
  ctx.beginPath();
  ctx.moveTo(x, top);
  ctx.lineTo(x, bottom);
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Draws limits across the chart, each with its name. */
export function drawLimits(u: uPlot, limits: readonly LimitPlan[], pxRatio: number): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.font = canvasFont(pxRatio);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'bottom';
  for (const { value, label } of limits) {
    const y = Math.round(u.valToPos(value, 'y', true));
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.strokeStyle = ink('limit');
    ctx.lineWidth = pxRatio;
    ctx.setLineDash([3 * pxRatio, 3 * pxRatio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.setLineDash([]);
    const width = ctx.measureText(label).width;
    const left = bbox.left + 6 * pxRatio;
    // Above its line, or below where the chart ends.
    const textTop = y - 15 * pxRatio < bbox.top ? y + pxRatio : y - 15 * pxRatio;
    ctx.fillStyle = ink('paper');
    ctx.globalAlpha = 0.75;
    ctx.fillRect(left - 2 * pxRatio, textTop, width + 4 * pxRatio, 14 * pxRatio);
    ctx.globalAlpha = 1;
    ctx.fillStyle = ink('limit');
    ctx.fillText(label, left, textTop + 14 * pxRatio);
  }
  ctx.restore();
}
