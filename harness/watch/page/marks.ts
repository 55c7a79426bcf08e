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

/**
 * Gives each label the lowest row in which it meets no other and no line of a mark further right, which begin at their own labels; null where
 * there is none.
 */
function place(
  marks: readonly { readonly mark: MarkPlan; readonly x: number }[],
  textOf: (mark: MarkPlan) => { readonly text: string; readonly width: number },
  rows: number,
  rightEdge: number,
  pxRatio: number,
): Placed[] {
  const gap = 4 * pxRatio;
  const placed: Placed[] = [];
  const labels: { readonly x: number; readonly left: number; readonly right: number; readonly row: number }[] = [];
  // A label goes to the right of its line: those further right lie lower.
  for (const { mark, x } of [...marks].sort((a, b) => b.x - a.x)) {
    const { text, width } = mark.kind === 'event' ? { text: '', width: 0 } : textOf(mark);
    const left = Math.min(x + gap, rightEdge - width - gap);
    const right = left + width;
    const isFree = (row: number): boolean =>
      labels.every(
        label =>
          (label.row !== row || label.left > right + gap || label.right < left - gap) &&
          (label.row < row || label.x > right || label.x < left) &&
          (label.row > row || label.left > x || label.right < x),
      );
    const row = Array.from({ length: rows }, (_, i) => i).find(isFree);
    // A text that had to move far left of its line would point at another.
    if (mark.kind === 'event' || row === undefined || left < x - width - gap) {
      placed.push({ mark, x, label: null });
      continue;
    }
    labels.push({ x, left, right, row });
    placed.push({ mark, x, label: { text, left, row } });
  }
  return placed;
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
  const placed: { readonly top: number; readonly right: number }[] = [];
  for (const { value, label } of named(limits)) {
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
    // Above its line, or below where the chart ends; beside the labels that are there already.
    const textTop = y - 15 * pxRatio < bbox.top ? y + pxRatio : y - 15 * pxRatio;
    const beside = placed.filter(({ top }) => Math.abs(top - textTop) < 15 * pxRatio).map(({ right }) => right);
    const left = Math.max(bbox.left, ...beside) + 6 * pxRatio;
    placed.push({ top: textTop, right: left + width });
    ctx.fillStyle = ink('paper');
    ctx.globalAlpha = 0.75;
    ctx.fillRect(left - 2 * pxRatio, textTop, width + 4 * pxRatio, 14 * pxRatio);
    ctx.globalAlpha = 1;
    ctx.fillStyle = ink('limit');
    ctx.fillText(label, left, textTop + 14 * pxRatio);
  }
  ctx.restore();
}

/** One name for those of the same value. */
function named(limits: readonly LimitPlan[]): LimitPlan[] {
  const values = [...new Set(limits.map(({ value }) => value))];
  return values.map(value => ({
    value,
    label: limits
      .filter(limit => limit.value === value)
      .map(({ label }) => label)
      .join(', '),
  }));
}
