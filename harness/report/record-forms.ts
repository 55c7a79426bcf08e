import type { AnyRecord } from '../record/record-kinds.ts';
import type { RunRecord } from '../record/run-record.ts';
import { backtestLine, backtestText, backtestTitle } from './backtest-text.ts';
import { calibrationLine, calibrationText, calibrationTitle } from './calibration-text.ts';
import { capacityLine, capacityText, capacityTitle } from './capacity-text.ts';
import { compareLine, compareText } from './compare-text.ts';
import { draftLine, draftText } from './draft-text.ts';

import {
  compareAnnotations,
  compareSummary,
  type GithubForms,
  judgedGithub,
  runAnnotations,
  runSummary,
} from './github.ts';
import { renderBacktestHtml } from './html/backtest-page.ts';
import { renderCalibrationHtml } from './html/calibration-page.ts';
import { renderCapacityHtml } from './html/capacity-page.ts';
import { renderCompareHtml } from './html/compare-page.ts';
import { renderImportHtml } from './html/import-page.ts';
import { renderInstancesHtml } from './html/instances-page.ts';
import { renderMapHtml } from './html/map-page.ts';
import type { PageAssets } from './html/page-assets.ts';
import type { PlayOffer } from './html/play-part.ts';
import { renderRankingHtml } from './html/ranking-page.ts';
import { renderRepeatHtml } from './html/repeat-page.ts';
import { renderReplayHtml } from './html/replay-page.ts';
import { renderRolloutHtml } from './html/rollout-page.ts';
import { renderRunHtml } from './html/run-page.ts';
import { renderSweepHtml } from './html/sweep-page.ts';
import { importLine, importText } from './import-text.ts';
import { instancesLine, instancesText, instancesTitle } from './instances-text.ts';
import {
  backtestJunit,
  calibrationJunit,
  capacityJunit,
  compareJunit,
  instancesJunit,
  rankingJunit,
  repeatJunit,
  replayJunit,
  rolloutJunit,
  runJunit,
  uncertaintyJunit,
} from './junit.ts';
import { mapSentences, mapText } from './map-text.ts';
import type { Paint } from './paint.ts';
import { printableIn } from './printable.ts';
import { rankingLine, rankingText, rankingTitle } from './ranking-text.ts';
import { repeatLine, repeatText, repeatTitle } from './repeat-text.ts';
import { replayLine, replayText, replayTitle } from './replay-text.ts';
import { rolloutLine, rolloutText, rolloutTitle } from './rollout-text.ts';
import { saturationSentences, saturationText } from './saturation-text.ts';
import { sweepLines, sweepText } from './sweep-text.ts';
import { runLine, runText } from './text.ts';
import type { Order } from './text-page.ts';
import { uncertaintyLine, uncertaintyText, uncertaintyTitle } from './uncertainty-text.ts';

/** A record in the forms that it has; null: it has no such form. */
export interface RecordForms {
  /** On a terminal, or in a file. */
  text(paint: Paint, order?: Order): string;
  /** With `--quiet`: a line, or a few. */
  line(): string;
  /** `play`: what it carries of the drill itself, as far as its kind of page has a place for that. */
  readonly html: ((assets: PageAssets, play?: PlayOffer) => string) | null;
  readonly junit: (() => string) | null;
  /** On GitHub: the step's summary, and annotations on the check. */
  readonly github: GithubForms | null;
}

/**
 * How a record is rendered, whatever its kind.
 * @param runs the records of the runs that it names, as far as they are still there: charts are drawn from their series
 */
export function formsOf(any: AnyRecord, runs: readonly RunRecord[] = []): RecordForms {
  // A page holds the record, seal and all, and escapes what it shows of it.
  const { html } = rendering(any, runs);
  return { ...rendering(printableIn(any), runs), html };
}

function rendering(any: AnyRecord, runs: readonly RunRecord[]): RecordForms {
  switch (any.kind) {
    case 'run': {
      const run = any.record;
      return {
        text: (paint, order) => runText(run, paint, order),
        line: () => runLine(run),
        html: (assets, play) => renderRunHtml(run, assets, play),
        junit: () => runJunit(run),
        github: { summary: () => runSummary(run), annotations: () => runAnnotations(run) },
      };
    }
    case 'draft': {
      const draft = any.record;
      return {
        text: (paint, order) => draftText(draft, paint, order),
        line: () => draftLine(draft),
        html: null,
        junit: null,
        github: null,
      };
    }
    case 'compare': {
      const comparison = any.record;
      const [baseline, candidate] = runs;
      const pair = baseline === undefined || candidate === undefined ? null : { baseline, candidate };
      return {
        text: (paint, order) => compareText(comparison, paint, order),
        line: () => compareLine(comparison),
        html: (assets, play) => renderCompareHtml(comparison, pair, assets, play),
        junit: () => compareJunit(comparison),
        github: { summary: () => compareSummary(comparison), annotations: () => compareAnnotations(comparison) },
      };
    }
    case 'rollout': {
      const rollout = any.record;
      return {
        text: (paint, order) => rolloutText(rollout, paint, order),
        line: () => rolloutLine(rollout),
        html: assets => renderRolloutHtml(rollout, runs[0] ?? null, assets),
        junit: () => rolloutJunit(rollout),
        github: judgedGithub(rolloutTitle(rollout), rollout),
      };
    }
    case 'replay': {
      const replay = any.record;
      return {
        text: (paint, order) => replayText(replay, paint, order),
        line: () => replayLine(replay),
        html: assets => renderReplayHtml(replay, runs, assets),
        junit: () => replayJunit(replay),
        github: judgedGithub(replayTitle(replay), replay),
      };
    }
    case 'repeat': {
      const repeat = any.record;
      return {
        text: (paint, order) => repeatText(repeat, paint, order),
        line: () => repeatLine(repeat),
        html: assets => renderRepeatHtml(repeat, runs[0] ?? null, assets),
        junit: () => repeatJunit(repeat),
        github: judgedGithub(repeatTitle(repeat), repeat),
      };
    }
    case 'ranking': {
      const ranking = any.record;
      return {
        text: (paint, order) => rankingText(ranking, paint, order),
        line: () => rankingLine(ranking),
        html: assets => renderRankingHtml(ranking, runs, assets),
        junit: () => rankingJunit(ranking),
        github: judgedGithub(rankingTitle(ranking), ranking),
      };
    }
    case 'capacity': {
      const capacity = any.record;
      return {
        text: (paint, order) => capacityText(capacity, paint, order),
        line: () => capacityLine(capacity),
        html: assets => renderCapacityHtml(capacity, assets),
        junit: () => capacityJunit(capacity),
        github: judgedGithub(capacityTitle(capacity), capacity),
      };
    }
    case 'instances': {
      const instances = any.record;
      return {
        text: (paint, order) => instancesText(instances, paint, order),
        line: () => instancesLine(instances),
        html: assets => renderInstancesHtml(instances, assets),
        junit: () => instancesJunit(instances),
        github: judgedGithub(instancesTitle(instances), instances),
      };
    }
    case 'sweep': {
      const sweep = any.record;
      return {
        text: paint => sweepText(sweep, paint),
        line: () => sweepLines(sweep).trimEnd(),
        html: assets => renderSweepHtml(sweep, assets),
        junit: null,
        github: null,
      };
    }
    case 'map': {
      const map = any.record;
      return {
        text: paint => mapText(map, paint),
        line: () => mapSentences(map).join(' '),
        html: assets => renderMapHtml(map, assets),
        junit: null,
        github: null,
      };
    }
    case 'calibration': {
      const calibration = any.record;
      return {
        text: (paint, order) => calibrationText(calibration, paint, order),
        line: () => calibrationLine(calibration),
        html: assets => renderCalibrationHtml(calibration, assets),
        junit: () => calibrationJunit(calibration),
        github: judgedGithub(calibrationTitle(calibration), calibration),
      };
    }
    case 'uncertainty': {
      const uncertainty = any.record;
      return {
        text: (paint, order) => uncertaintyText(uncertainty, paint, order),
        line: () => uncertaintyLine(uncertainty),
        html: null,
        junit: () => uncertaintyJunit(uncertainty),
        github: judgedGithub(uncertaintyTitle(uncertainty), uncertainty),
      };
    }
    case 'backtest': {
      const backtest = any.record;
      return {
        text: (paint, order) => backtestText(backtest, paint, order),
        line: () => backtestLine(backtest),
        html: assets => renderBacktestHtml(backtest, assets),
        junit: () => backtestJunit(backtest),
        github: judgedGithub(backtestTitle(backtest), backtest),
      };
    }
    case 'saturation': {
      const saturation = any.record;
      return {
        text: () => saturationText(saturation),
        line: () => saturationSentences(saturation).join(' '),
        html: null,
        junit: null,
        github: null,
      };
    }
    case 'import': {
      const imported = any.record;
      return {
        text: paint => importText(imported, paint),
        line: () => importLine(imported),
        html: assets => renderImportHtml(imported, assets),
        junit: null,
        github: null,
      };
    }
  }
}
