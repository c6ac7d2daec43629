import {hubspotConnector} from '../../../src/connectors/hubspot/connector.js'
import type {RevschedError} from '../../../src/domain/errors.js'
import type {KeptRecords} from '../../../src/domain/ports/crm-access.js'
import type {ReadOptions, SourceReport} from '../../../src/domain/ports/deal-source.js'
import type {Deal, DealField} from '../../../src/domain/review/deal.js'
import {httpWithin} from '../http-within.js'
import {accessWith} from './crm-access.js'
import {FakeHubspot, type FakeHubspotOptions} from './server.js'

export type HubspotReading = {
  deals: Map<string, Deal>
  /** Deals that were given more than once count as often. */
  given: number
  fields: ReadonlySet<DealField>
  report: SourceReport | null
  error: RevschedError | null
  fake: FakeHubspot
  permits: ReadonlyMap<string, number>
}

type How = {
  options?: Partial<ReadOptions>
  settings?: Record<string, unknown>
  /** Of the review; UTC when left out. */
  timeZone?: string
  tokens?: readonly string[]
  /** What earlier reads kept. */
  kept?: Map<string, KeptRecords>
  limits?: {deadlineMs?: number; maxBytes?: number}
}

/** Starts a fake, reads it through the connector as a run does, and stops it. Throws when the fake saw a breach of the contracts. */
export async function readHubspot(server: FakeHubspotOptions, how: How = {}): Promise<HubspotReading> {
  const fake = await FakeHubspot.start(server)
  const {access, permits} = accessWith(fake.url, how)
  const deals = new Map<string, Deal>()
  const reading = {deals, given: 0, fields: new Set<DealField>() as ReadonlySet<DealField>}
  const settings = {apiUrl: fake.url, isPrivateAllowed: true, ...how.settings}
  let report: SourceReport | null = null
  let error: RevschedError | null = null
  try {
    const source = hubspotConnector.open(hubspotConnector.parseSettings(settings), {
      timeZone: how.timeZone ?? 'UTC',
      label: 'hubspot "acme"',
      crm: {http: httpWithin(how.limits), access},
    })
    report = await source.read(
      {
        begin({fields}) {
          reading.fields = fields
          deals.clear()
        },
        add(some) {
          reading.given += some.length
          for (const deal of some) deals.set(deal.id, deal)
        },
      },
      {
        customFields: [],
        needs: new Set(),
        asOf: new Date('2026-03-31T12:00:00Z'),
        signal: new AbortController().signal,
        ...how.options,
      },
    )
  } catch (thrown) {
    error = thrown as RevschedError
  } finally {
    await fake.stop()
  }
  if (fake.faults.length > 0)
    throw new Error(`against the contracts:\n${fake.faults.slice(0, 10).join('\n')}`)
  return {...reading, report, error, fake, permits}
}
