import * as bargauge from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DynamicConfigValue,
  type Panel,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';

/** The data source that the dashboard's variable chooses. */
export const DATASOURCE = { type: 'prometheus', uid: '$datasource' };

/** A query, and what its series are called: `{{pool}} used`. */
export type Query = readonly [expr: string, legend: string];

/** What every panel says. */
interface PanelText {
  readonly title: string;
  /** How to read it, for who sees it for the first time. */
  readonly description: string;
  /** Grafana's name of the unit: percentunit, s, reqps, bytes, short. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Colours from values on; drawn as lines in time series. */
  readonly thresholds?: readonly Threshold[];
  /** Width in 24ths of the dashboard. */
  readonly span?: number;
  readonly height?: number;
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  /** Shown where there is no series. */
  readonly noValue?: string;
  readonly mappings?: readonly ValueMapping[];
  /** By the name of a series, or a regular expression of names. */
  readonly overrides?: readonly (readonly [name: string | RegExp, properties: DynamicConfigValue[]])[];
}

/** The builders of all panel types have these in common. */
interface CommonBuilder extends Builder<Panel> {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  datasource(datasource: typeof DATASOURCE): this;
  span(w: number): this;
  height(h: number): this;
  targets(targets: Builder<Dataquery>[]): this;
  unit(unit: string): this;
  min(min: number): this;
  max(max: number): this;
  decimals(decimals: number): this;
  noValue(text: string): this;
  thresholds(thresholds: ThresholdsConfigBuilder): this;
  mappings(mappings: ValueMapping[]): this;
  overrideByName(name: string, properties: DynamicConfigValue[]): this;
  overrideByRegexp(regexp: string, properties: DynamicConfigValue[]): this;
}

export type PanelBuilder = CommonBuilder;

/** Good until `limit`, bad from there on. */
export function upTo(limit: number, color = 'red'): Threshold[] {
  return [
    { value: null, color: 'green' },
    { value: limit, color },
  ];
}

/** Good until the first limit, doubtful until the second. */
export function upToWarning(warning: number, limit: number): Threshold[] {
  return [
    { value: null, color: 'green' },
    { value: warning, color: 'orange' },
    { value: limit, color: 'red' },
  ];
}

export function colored(color: string): DynamicConfigValue[] {
  return [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }];
}

/** A dashed line that is no measurement: a limit, a plan. */
export function limitLine(color = 'semi-dark-red'): DynamicConfigValue[] {
  return [
    ...colored(color),
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
    { id: 'custom.fillOpacity', value: 0 },
    { id: 'custom.stacking', value: { mode: 'none' } },
  ];
}

/** Lines over time. */
export function overTime(text: PanelText & { readonly stacked?: boolean; readonly points?: boolean }): PanelBuilder {
  const builder = new timeseries.PanelBuilder()
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .drawStyle(text.points ? GraphDrawStyle.Points : GraphDrawStyle.Line)
    .lineWidth(2)
    .fillOpacity(text.stacked ? 30 : 5)
    .showPoints(text.points ? VisibilityMode.Always : VisibilityMode.Never)
    .pointSize(text.points ? 7 : 5)
    // A scrape or two that is missing is no gap.
    .spanNulls(10_000);
  if (text.stacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  if (text.thresholds !== undefined) {
    builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  }
  return described(builder, { span: 12, height: 8, ...text }, query => query.range());
}

/** The latest value, large. `names`: the name of the series is what matters. */
export function latest(text: PanelText & { readonly names?: boolean }): PanelBuilder {
  const builder = new stat.PanelBuilder()
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .textMode(text.names ? BigValueTextMode.Name : BigValueTextMode.ValueAndName)
    .colorMode(BigValueColorMode.Background)
    .graphMode(BigValueGraphMode.None)
    .orientation(VizOrientation.Vertical);
  return described(builder, { span: 4, height: 5, ...text }, query => query.instant());
}

/** States over time, as bands. */
export function states(text: PanelText): PanelBuilder {
  const builder = new statetimeline.PanelBuilder()
    .mergeValues(true)
    .showValue(VisibilityMode.Never)
    .rowHeight(0.8)
    .fillOpacity(80)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([]),
    );
  return described(builder, { span: 12, height: 8, ...text }, query => query.range());
}

/** One bar a series, of its latest value. */
export function bars(text: PanelText): PanelBuilder {
  const builder = new bargauge.PanelBuilder()
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .displayMode(BarGaugeDisplayMode.Basic)
    .orientation(VizOrientation.Horizontal)
    .showUnfilled(true);
  return described(builder, { span: 8, height: 8, ...text }, query => query.instant());
}

/** How values are distributed, over time: of a histogram's buckets. */
export function distribution(text: PanelText): PanelBuilder {
  const builder = new heatmap.PanelBuilder().calculate(false).cellGap(0);
  return described(builder, { span: 12, height: 8, ...text }, query => query.range().format(PromQueryFormat.Heatmap));
}

/**
 * A row for each set of labels, a column for each query, named by its legend.
 * @param labels the labels that become columns, in their order, and what they are called
 */
export function comparison(text: PanelText & { readonly labels: Readonly<Record<string, string>> }): PanelBuilder {
  const names = text.queries.map(([, legend], i) => [`Value #${refId(i)}`, legend] as const);
  const order = [...Object.keys(text.labels), ...names.map(([column]) => column)];
  const builder = new table.PanelBuilder()
    .withTransformation({ id: 'merge', options: {} })
    .withTransformation({
      id: 'organize',
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(order.map((column, i) => [column, i])),
        renameByName: { ...text.labels, ...Object.fromEntries(names) },
      },
    })
    .filterable(true);
  return described(builder, { span: 24, height: 8, ...text }, query => query.instant().format(PromQueryFormat.Table));
}

function refId(index: number): string {
  return String.fromCharCode(65 + index);
}

function described<Type extends CommonBuilder>(
  builder: Type,
  text: PanelText & { readonly span: number; readonly height: number },
  kind: (query: DataqueryBuilder) => DataqueryBuilder,
): Type {
  builder
    .title(text.title)
    .description(text.description)
    .datasource(DATASOURCE)
    .span(text.span)
    .height(text.height)
    .unit(text.unit)
    .targets(
      text.queries.map(([expr, legend], i) =>
        kind(new DataqueryBuilder().refId(refId(i)).expr(expr).legendFormat(legend).datasource(DATASOURCE)),
      ),
    );
  if (text.min !== undefined) builder.min(text.min);
  if (text.max !== undefined) builder.max(text.max);
  if (text.decimals !== undefined) builder.decimals(text.decimals);
  if (text.noValue !== undefined) builder.noValue(text.noValue);
  if (text.mappings !== undefined) builder.mappings([...text.mappings]);
  if (text.thresholds !== undefined) {
    builder.thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...text.thresholds]));
  }
  for (const [name, properties] of text.overrides ?? []) {
    if (typeof name === 'string') builder.overrideByName(name, properties);
    else builder.overrideByRegexp(String(name), properties);
  }
  return builder;
}
