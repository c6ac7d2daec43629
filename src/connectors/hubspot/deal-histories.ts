import {
  type CloseDateEntry,
  changesOnly,
  type DealHistory,
  type StageEntry,
} from '../../domain/review/deal-history.js'
import type {HubspotRecord} from './api.js'
import type {Portal} from './portal.js'
import {instantOf, PropertyValues} from './values.js'

/** Which stages and close dates a deal had; empty lists for what was not read with its history. Throws `WrongValue` for a value that is none. */
export function historyOf(record: HubspotRecord, portal: Portal): DealHistory {
  const stages: StageEntry[] = entriesOf(record, 'dealstage').map(({value, at}) => ({stage: value, at}))
  const closeDates: CloseDateEntry[] = entriesOf(record, 'closedate').map(({value, at}) => ({
    closeDate: new PropertyValues({closedate: value}).date('closedate', portal.timeZone),
    at,
  }))
  const labelOf = (id: string) => portal.stages.get(id)?.label ?? id
  return {
    // By their ids: stages of two pipelines may have the same label.
    stages: changesOnly(stages, (a, b) => a.stage === b.stage).map(({stage, at}) => ({
      stage: labelOf(stage),
      at,
    })),
    closeDates: changesOnly(closeDates, (a, b) => a.closeDate === b.closeDate),
  }
}

function entriesOf({propertiesWithHistory}: HubspotRecord, name: string): {value: string; at: Date}[] {
  return (propertiesWithHistory?.[name] ?? []).flatMap(({value, timestamp}) => {
    const at = timestamp instanceof Date ? timestamp : instantOf(timestamp)
    return at === null ? [] : [{value, at}]
  })
}
