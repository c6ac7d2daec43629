import type {Analysis} from '../../src/domain/review/analysis.js'
import {plainPaint} from '../../src/report/paint.js'
import type {ReportInput} from '../../src/report/report-input.js'

/** What a report is made from: 80 columns, no colours, no run. */
export function aReportInput(analysis: Analysis, changes: Partial<ReportInput> = {}): ReportInput {
  return {
    title: 'EMEA weekly',
    run: null,
    analysis,
    trends: [],
    allDeals: false,
    width: 80,
    paint: plainPaint,
    locale: null,
    ...changes,
  }
}
