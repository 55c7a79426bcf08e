/**
 * What the live page is told: everything when it connects, then each change. Server and page apply the same changes to the same
 * state; this file runs in Node and in the browser.
 */

import type { OperationForm } from '../../operations/catalogue/operation-form.ts';
import type { CompareVerdict } from '../../verdict/compare-verdict.ts';
import type { Verdict } from '../../verdict/verdict.ts';
import { applyChange, type Progress, type ProgressChange } from '../progress/progress.ts';

/** Where users go, and which instances are there to serve them. */
export interface Routing {
  readonly pools: readonly {
    readonly name: string;
    /** Share of the users, 0–1; of this and those below null: nobody tells. */
    readonly weight: number | null;
    readonly instances: number | null;
    readonly up: number | null;
    /** Names of the cache settings in force. */
    readonly settings: readonly string[];
  }[];
}

/** What is needed to give commands to a site. */
export interface ControlPlace {
  readonly url: string;
  /** What it takes, as a person is offered it. */
  readonly forms: readonly OperationForm[];
}

/** What all drills together have come to. */
export interface LiveEnd {
  /** Null: there is none beside those of the drills. */
  readonly verdict: Verdict | CompareVerdict | null;
  readonly reasons: readonly string[];
  /** Path of the report that was written; null: none. */
  readonly report: string | null;
  /** Whether the page server has a report of all of them. */
  readonly shown: boolean;
}

/** `site`: no load generator, and commands are taken; `played`: a drill whose commands are given by hand. */
export type PageKind = 'drills' | 'site' | 'played';

export interface LiveState {
  /** Of the page's script: another one needs the page anew. */
  readonly build: string;
  readonly kind: PageKind;
  readonly title: string;
  readonly progresses: Progress[];
  /** Drills of which the page server has a report. */
  reports: number[];
  control: ControlPlace | null;
  /** Where the site listens, name by name. */
  addresses: readonly { readonly name: string; readonly url: string }[];
  routing: Routing | null;
  end: LiveEnd | null;
}

export type LiveChange =
  | { readonly kind: 'added'; readonly progress: Progress }
  | { readonly kind: 'progress'; readonly index: number; readonly change: ProgressChange }
  | { readonly kind: 'report'; readonly index: number }
  | { readonly kind: 'site'; readonly control: ControlPlace; readonly addresses: LiveState['addresses'] }
  | { readonly kind: 'routing'; readonly routing: Routing }
  | { readonly kind: 'end'; readonly end: LiveEnd };

export function applyLiveChange(state: LiveState, change: LiveChange): void {
  switch (change.kind) {
    case 'added':
      state.progresses.push(change.progress);
      return;
    case 'progress': {
      const progress = state.progresses[change.index];
      if (progress !== undefined) applyChange(progress, change.change);
      return;
    }
    case 'report':
      state.reports.push(change.index);
      return;
    case 'site':
      state.control = change.control;
      state.addresses = change.addresses;
      return;
    case 'routing':
      state.routing = change.routing;
      return;
    case 'end':
      state.end = change.end;
  }
}
