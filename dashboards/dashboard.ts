import {
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { DATASOURCE, type PanelBuilder } from './panel.ts';

/** A variable whose values are those of a label. */
export interface LabelVariable {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** The metric whose label it is, with its selector. */
  readonly metric: string;
  readonly of: string;
}

export interface DashboardText {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly from: string;
  /** '' for none. */
  readonly refresh: string;
  readonly variables: readonly LabelVariable[];
  readonly rows: readonly { readonly title: string; readonly panels: readonly PanelBuilder[] }[];
}

/** Puts a dashboard together; panels get the ids 1, 2, 3 … in the order in which they are read. */
export function dashboard(text: DashboardText): Dashboard {
  const builder = new DashboardBuilder(text.title)
    .uid(text.uid)
    .description(text.description)
    .tags(['headroom'])
    .time({ from: text.from, to: 'now' })
    .refresh(text.refresh)
    .timezone('browser')
    .tooltip(DashboardCursorSync.Crosshair)
    .editable()
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'))
    .annotation(operations())
    .link(
      new DashboardLinkBuilder('Headroom')
        .type(DashboardLinkType.Dashboards)
        .tags(['headroom'])
        .asDropdown(true)
        .keepTime(true)
        .includeVars(true),
    );
  for (const variable of text.variables) builder.withVariable(labelVariable(variable));
  let id = 0;
  for (const { title, panels } of text.rows) {
    builder.withRow(new RowBuilder(title).id(++id));
    for (const panel of panels) builder.withPanel(panel.id(++id));
  }
  return builder.build();
}

function labelVariable({ name, label, description, metric, of }: LabelVariable): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(DATASOURCE)
    .query({ query: `label_values(${metric}, ${of})`, refId: name })
    .definition(`label_values(${metric}, ${of})`)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.+')
    .current({ selected: true, text: 'All', value: '$__all' });
}

/** Operations, and what the site did by itself, as marks over all panels. */
function operations(): AnnotationQueryBuilder {
  // True for one step after each: one mark, however far apart the scrapes are.
  const expr = `headroom_operation_last_time_seconds{topology=~"$topology"} > time() - ${ANNOTATION_STEP_S}`;
  return new AnnotationQueryBuilder()
    .name('Operations')
    .datasource(DATASOURCE)
    .enable(true)
    .iconColor('purple')
    .target(new DataqueryBuilder().refId('Anno').expr(expr).range().interval(`${ANNOTATION_STEP_S}s`))
    .expr(expr)
    .step(`${ANNOTATION_STEP_S}s`)
    .titleFormat('{{operation}}')
    .textFormat('{{target}}')
    .tagKeys('operation,target');
}

const ANNOTATION_STEP_S = 5;
