import type uPlot from 'uplot';
import type { PhasePlan } from '../../report/html/chart-plan.ts';
import { canvasFont, ink } from './ink.ts';

/** Height of the strip over a main chart in which phases have their names, CSS pixels. */
export const STRIP = 18;

/** Shades a chart by phase: every other one, and hatched where things were on the move. @param named there is a strip above for names */
export function drawBands(u: uPlot, phases: readonly PhasePlan[], named: boolean, pxRatio: number): void {
  const { ctx, bbox } = u;
  const top = named ? bbox.top - STRIP * pxRatio : bbox.top;
  const bottom = bbox.top + bbox.height;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, top, bbox.width, bottom - top);
  ctx.clip();
  phases.forEach((phase, i) => {
    const left = Math.max(bbox.left, u.valToPos(phase.fromS, 'x', true));
    const right = Math.min(bbox.left + bbox.width, u.valToPos(phase.toS, 'x', true));
    if (right <= left) return;
    if (phase.broken || i % 2 === 1) {
      ctx.fillStyle = ink(phase.broken ? 'fail-paper' : 'band');
      ctx.fillRect(left, top, right - left, bottom - top);
    }
    if (phase.unsettled) hatch(ctx, left, right, top, bottom, pxRatio);
  });
  ctx.restore();
}

/** Writes the phases' names into the strip above, where they fit; over the lines of marks, which would go through them. */
export function drawPhaseNames(u: uPlot, phases: readonly PhasePlan[], pxRatio: number): void {
  const { ctx, bbox } = u;
  ctx.save();
  for (const { fromS, toS, label } of phases) {
    const left = Math.max(bbox.left, u.valToPos(fromS, 'x', true));
    const right = Math.min(bbox.left + bbox.width, u.valToPos(toS, 'x', true));
    if (right > left && label !== '') name(ctx, label, left, right, bbox.top - STRIP * pxRatio, pxRatio);
  }
  ctx.restore();
}

function hatch(
  ctx: CanvasRenderingContext2D,
  left: number,
  right: number,
  top: number,
  bottom: number,
  pxRatio: number,
): void {
  const step = 9 * pxRatio;
  const height = bottom - top;
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, right - left, height);
  ctx.clip();
  ctx.strokeStyle = ink('hatch');
  ctx.lineWidth = pxRatio;
  ctx.beginPath();
  for (let x = left - height; x < right; x += step) {
    ctx.moveTo(x, bottom);
    ctx.lineTo(x + height, top);
  }
  ctx.stroke();
  ctx.restore();
}

function name(
  ctx: CanvasRenderingContext2D,
  label: string,
  left: number,
  right: number,
  top: number,
  pxRatio: number,
): void {
  ctx.font = canvasFont(pxRatio);
  const room = right - left - 8 * pxRatio;
  const width = ctx.measureText(label).width;
  if (width > room) return;
  const middle = (left + right) / 2;
  // Over hatching and lines a name needs paper.
  ctx.fillStyle = ink('paper');
  ctx.globalAlpha = 0.9;
  ctx.fillRect(middle - width / 2 - 3 * pxRatio, top + pxRatio, width + 6 * pxRatio, (STRIP - 3) * pxRatio);
  ctx.globalAlpha = 1;
  ctx.fillStyle = ink('muted');
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(label, middle, top + (STRIP / 2) * pxRatio);
}
