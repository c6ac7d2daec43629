import type {ConnectionKind} from '../domain/crm-connection.js'
import type {RuleOutcome} from '../domain/review/analysis.js'
import {columnFields, dealFields} from '../domain/review/deal.js'

const columns: readonly string[] = columnFields
const ofDeals: readonly string[] = dealFields

/**
 * What gives the fields for which rules were skipped, as far as the kind of source can: a column of a file may only have another name, while
 * a history is in no column. Reviews that were stored before do not say which fields those were.
 */
export function missingFieldHints(skipped: readonly RuleOutcome[], kind: ConnectionKind | null): string[] {
  const missing = [...new Set(skipped.flatMap(({missingFields = []}) => missingFields))]
  if (missing.length === 0) return []
  if (kind !== 'file')
    return [
      'the CRM does not have the missing fields, or the user of the connection may not see them: revsched rules explain <rule> names them',
    ]
  const unmappable = missing.filter(field => ofDeals.includes(field) && !columns.includes(field))
  const custom = missing.filter(field => !ofDeals.includes(field))
  return [
    ...(missing.some(field => columns.includes(field))
      ? ['revsched connection test tells how to map a column to a missing field']
      : []),
    ...(unmappable.length > 0
      ? [`no column of a file gives ${unmappable.join(', ')}: revsched rules explain <rule> tells what does`]
      : []),
    ...(custom.length > 0 ? [`custom fields are columns of the same name: ${custom.join(', ')}`] : []),
  ]
}
