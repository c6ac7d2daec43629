import {RevschedError} from '../../domain/errors.js'
import type {Analysis} from '../../domain/review/analysis.js'
import {dealInPipeline} from '../../domain/review/deal-in-pipeline.js'
import type {FieldsRenderer} from './report-fields.js'
import type {Render, ReportFormat} from './report-format.js'

/** Prints one deal of a review instead of all of it. */
export async function dealRenderer(
  analysis: Analysis,
  {deal, format, ofFields = null}: {deal: string; format: ReportFormat; ofFields?: FieldsRenderer},
): Promise<Render> {
  const found = dealInPipeline(analysis, deal)
  if (ofFields) {
    const {dealDocument} = await import('../../report/deal-json.js')
    return ofFields(input => dealDocument(input, found))
  }
  if (format === 'json') {
    const {dealJson} = await import('../../report/deal-json.js')
    return input => dealJson(input, found)
  }
  const {dealText} = await import('../../report/deal-text.js')
  return input => dealText(input, found)
}

export function refuseWithDeal({format, onlyNew}: {format: ReportFormat; onlyNew: boolean}): void {
  if (onlyNew) {
    throw new RevschedError(
      'usage',
      '--only-new does not go with --deal, which shows all findings of a deal',
      {
        hint: '--deal with --baseline alone marks the new ones',
      },
    )
  }
  if (format === 'text' || format === 'json') return
  throw new RevschedError('usage', `--deal is printed as text or json, not as "${format}"`, {
    hint: 'leave out --format, or give --json',
  })
}
