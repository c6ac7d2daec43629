import {
  type CloseDateEntry,
  changesOnly,
  type DealHistory,
  type StageEntry,
} from '../../domain/review/deal-history.js'
import {date, idIn, instant, text} from './map-record.js'
import {eachRow, type Reader} from './query.js'
import type {SalesforceRecord} from './query-page.js'
import {soqlOf} from './soql.js'

type Entry = StageEntry & CloseDateEntry

/** Which stages and close dates open deals had since they were made, by id: a row for every change of stage, amount, date or probability. */
export async function dealHistories(reader: Reader): Promise<ReadonlyMap<string, DealHistory>> {
  const soql = soqlOf({
    fields: ['Id', 'OpportunityId', 'StageName', 'CloseDate', 'CreatedDate'],
    from: 'OpportunityHistory',
    where: ['Opportunity.IsClosed = false'],
  })
  const entries = await entriesByDeal(reader, soql, (row, at) => ({
    stage: text(row, 'StageName') ?? '',
    closeDate: date(row, 'CloseDate'),
    at,
  }))
  const histories = new Map<string, DealHistory>()
  for (const [id, ofDeal] of entries) histories.set(id, historyOf(ofDeal))
  return histories
}

/** What rows of histories say, by the deal's id; in no order. */
export async function entriesByDeal<Row>(
  reader: Reader,
  soql: string,
  entryOf: (row: SalesforceRecord, at: Date) => Row,
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const entries = new Map<string, Row[]>()
  await eachRow(reader, soql, {
    onRows(rows) {
      for (const row of rows) {
        const id = idIn(row, 'OpportunityId')
        const at = instant(row, 'CreatedDate')
        if (id === null || at === null) continue
        const entry = entryOf(row, at)
        const known = entries.get(id)
        if (known) known.push(entry)
        else entries.set(id, [entry])
      }
    },
  })
  return entries
}

function historyOf(entries: readonly Entry[]): DealHistory {
  return {
    stages: stagesIn(entries),
    closeDates: changesOnly(entries, (a, b) => a.closeDate === b.closeDate).map(({closeDate, at}) => ({
      closeDate,
      at,
    })),
  }
}

export function stagesIn(entries: readonly StageEntry[]): readonly StageEntry[] {
  return changesOnly(entries, (a, b) => a.stage === b.stage).map(({stage, at}) => ({stage, at}))
}
