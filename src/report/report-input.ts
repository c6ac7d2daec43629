import type {Delivery} from '../domain/delivery/delivery.js'
import type {RunTrends} from '../domain/ports/store.js'
import type {Analysis, ReviewSummary} from '../domain/review/analysis.js'
import type {Baseline} from '../domain/review/since-baseline.js'
import type {Run} from '../domain/run/run.js'
import type {Locale} from './intl-text.js'
import type {Paint} from './paint.js'

/** What every format of a report is made from. */
export type ReportInput = {
  title: string
  run: Run | null
  analysis: Analysis
  /** Of a run that was scored again under other rules: what is stored of it. */
  stored?: Pick<ReviewSummary, 'score' | 'band' | 'rulesetName' | 'rulesetFingerprint'>
  /** Of the last runs of the same review, this one last; none for a review without earlier runs. */
  trends: RunTrends
  /** Where the analysis is told by what another run had found. */
  baseline?: Baseline
  /** What was sent of the run, and what was not, as it is now; left out where nothing was to be. */
  delivered?: {deliveries: readonly Delivery[]; now: Date}
  /** Every open deal instead of the 1,000 that cost most points. */
  allDeals: boolean
  /** Columns of the terminal. */
  width: number
  paint: Paint
  locale: Locale
}

/** How many deals a document holds unless all are asked for. */
export const dealsShown = 1000
