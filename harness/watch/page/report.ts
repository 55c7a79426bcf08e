/** The browser side of a report: charts, and the download of its data. What can be read without it is in the page already. */

import type { PagePlan } from '../../report/html/chart-plan.ts';
import { thinSources } from '../../report/html/thin-series.ts';
import { ChartGroup } from './chart-group.ts';
import { Chart } from './charts.ts';
import { chartData, sourceSeries } from './columns.ts';
import { saveText } from './download.ts';
import { openPlay } from './play/play.ts';
import { unpacked } from './play/unpack.ts';
import { watchScrollBoxes } from './scroll-boxes.ts';

/** Width of a chart on an A4 page with its margins, CSS pixels. */
const PAPER_WIDTH = 680;

document.documentElement.dataset.script = '';
const plan = JSON.parse(textOf('plan')) as PagePlan;

function textOf(id: string): string {
  return document.getElementById(id)?.textContent ?? 'null';
}

/** The page's data, as it was before it was packed. */
async function dataText(): Promise<string> {
  const text = textOf('data');
  return document.getElementById('data')?.dataset.packed === undefined ? text : unpacked(text);
}

function drawCharts(whole: ReturnType<typeof sourceSeries>): void {
  const reset = document.getElementById('whole-drill') as HTMLButtonElement | null;
  if (reset === null) return;
  const { charts, sources } = thinSources(plan.charts, whole, plan.thinning ?? {});
  const found = charts.flatMap(chart => {
    const holder = document.getElementById(`plot-${chart.id}`);
    return holder === null ? [] : [{ chart, holder, data: chartData(chart, sources) }];
  });
  const first = found[0];
  if (first === undefined) return;
  const group = new ChartGroup(first.data.x, plan.phases, reset);
  for (const { chart, holder, data } of found) group.add(new Chart(chart, data, plan, holder), holder);

  new ResizeObserver(() => group.fit()).observe(first.holder);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => group.redraw());
  addEventListener('beforeprint', () => {
    document.documentElement.dataset.paper = '';
    group.fit(PAPER_WIDTH);
  });
  addEventListener('afterprint', () => {
    delete document.documentElement.dataset.paper;
    group.fit();
  });
}

async function open(): Promise<void> {
  const text = await dataText();
  const data = JSON.parse(text) as unknown;
  drawCharts(sourceSeries(plan, data));
  const fitPlay = await openPlay(data);
  if (fitPlay !== null) {
    addEventListener('beforeprint', () => fitPlay(PAPER_WIDTH));
    addEventListener('afterprint', () => fitPlay());
  }
  const save = document.getElementById('save');
  if (save === null) return;
  save.hidden = false;
  save.addEventListener('click', () => saveText(text.trim(), plan.fileName));
}

watchScrollBoxes('.table');
void open().finally(() => {
  document.documentElement.dataset.ready = '';
});
