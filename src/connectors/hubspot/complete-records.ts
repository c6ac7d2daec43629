import {RevschedError} from '../../domain/errors.js'
import type {HubspotApi, HubspotRecord} from './api.js'

/** HubSpot's most for one call, and with the history of a property. */
const mostIds = 100
const mostWithHistory = 50

type Wanted = {properties: readonly string[]; propertiesWithHistory: readonly string[]}

/**
 * Records by their ids. Those that HubSpot says it has no more are left out; an id without a record and without such a word
 * throws `incomplete`.
 */
export async function readByIds(
  api: HubspotApi,
  {objectType, ids, label}: {objectType: 'deals' | 'companies'; ids: readonly string[]; label: string},
  {properties, propertiesWithHistory}: Wanted,
): Promise<Map<string, HubspotRecord>> {
  const found = new Map<string, HubspotRecord>()
  const most = propertiesWithHistory.length > 0 ? mostWithHistory : mostIds
  for (let start = 0; start < ids.length; start += most) {
    const some = ids.slice(start, start + most)
    const {records, missing} = await api.read(objectType, some, {
      properties: [...properties],
      propertiesWithHistory: [...propertiesWithHistory],
    })
    for (const record of records) found.set(record.id, record)
    const lost = some.find(id => !found.has(id) && !missing.has(id))
    if (lost)
      throw new RevschedError('incomplete', `${label} gave no record for "${lost}" of its ${objectType}`, {
        hint: 'the run is tried again; nothing is scored from a part of the pipeline',
        canPass: true,
      })
  }
  return found
}
