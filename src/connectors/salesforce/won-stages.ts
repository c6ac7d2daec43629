import type {StageEntry} from '../../domain/review/deal-history.js'
import {entriesByDeal, stagesIn} from './deal-histories.js'
import {text} from './map-record.js'
import {eachRow, type Reader} from './query.js'
import {recordId} from './record-id.js'
import {anyOf, soqlOf} from './soql.js'

/**
 * Of the year's wins, the last so many: medians of days would hardly change with more, and an org with a million wins has millions of changes.
 * It is what one page of ids holds.
 */
export const mostWins = 2000

/** In one query: an address has room for 460, and 400 wins with 5 changes each fill a page. */
const idsInQuery = 400

/** Which stages won deals were in since they were made, by id, of those that `lastWins` asks for. */
export async function wonStages(
  reader: Reader,
  lastWins: string,
): Promise<ReadonlyMap<string, readonly StageEntry[]>> {
  const ids: string[] = []
  await eachRow(reader, lastWins, {
    onRows(rows) {
      for (const {Id} of rows) ids.push(recordId(Id)!)
    },
  })
  const queries: Promise<ReadonlyMap<string, readonly StageEntry[]>>[] = []
  for (let at = 0; at < ids.length; at += idsInQuery)
    queries.push(stagesOf(reader, ids.slice(at, at + idsInQuery)))
  return new Map((await Promise.all(queries)).flatMap(stages => [...stages]))
}

async function stagesOf(reader: Reader, ids: readonly string[]) {
  const soql = soqlOf({
    fields: ['Id', 'OpportunityId', 'StageName', 'CreatedDate'],
    from: 'OpportunityHistory',
    where: [anyOf('OpportunityId', ids)],
  })
  const entries = await entriesByDeal(reader, soql, (row, at) => ({stage: text(row, 'StageName') ?? '', at}))
  return new Map([...entries].map(([id, ofDeal]) => [id, stagesIn(ofDeal)] as const))
}
