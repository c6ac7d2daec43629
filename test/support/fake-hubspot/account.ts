type FakeVersion = {value: string; timestamp: string}

/** One deal of the fake: properties as texts, as HubSpot keeps them. */
export type FakeDeal = {
  id: string
  properties: Record<string, string | null>
  /** Newest first. */
  stageHistory?: readonly FakeVersion[]
  closeDateHistory?: readonly FakeVersion[]
  companies?: readonly {id: string; isPrimary?: boolean}[]
  contacts?: readonly string[]
  /** Of the links to contacts, by contact. */
  contactLabels?: Readonly<Record<string, string>>
  /** Not found by a search, nor by reading ids. */
  isArchived?: boolean
}

export type FakeStage = {id: string; label: string; probability: string; isClosed: string; archived?: boolean}

export type FakeAccount = {
  portalId: number
  timeZone: string
  uiDomain: string
  companyCurrency: string
  additionalCurrencies: readonly string[]
  properties: readonly string[]
  /** Of `properties`, those that HubSpot did not define. */
  ownProperties: readonly string[]
  pipelines: readonly {id: string; label: string; archived?: boolean; stages: readonly FakeStage[]}[]
  owners: readonly {id: string; firstName?: string; lastName?: string; email?: string; archived?: boolean}[]
  companies: Readonly<Record<string, string>>
  deals: readonly FakeDeal[]
}

export const dealProperties = [
  'hs_object_id',
  'dealname',
  'amount',
  'amount_in_home_currency',
  'deal_currency_code',
  'closedate',
  'createdate',
  'dealstage',
  'pipeline',
  'hubspot_owner_id',
  'hs_lastmodifieddate',
  'hs_is_closed',
  'hs_is_closed_won',
  'hs_deal_stage_probability',
  'hs_manual_forecast_category',
  'hs_next_step',
  'hs_v2_date_entered_current_stage',
  'notes_last_updated',
  'notes_next_activity_date',
  'hs_next_meeting_start_time',
  'num_associated_contacts',
  'hs_merged_object_ids',
  'hs_number_of_overdue_tasks',
  'hs_next_step_updated_at',
]

export const openStage = {id: 'presentation', label: 'Presentation', probability: '0.4', isClosed: 'false'}

export function anAccount(own: Partial<FakeAccount> = {}): FakeAccount {
  return {
    portalId: 123456,
    timeZone: 'Europe/Berlin',
    uiDomain: 'app-eu1.hubspot.com',
    companyCurrency: 'EUR',
    additionalCurrencies: [],
    properties: dealProperties,
    ownProperties: [],
    pipelines: [
      {
        id: 'default',
        label: 'Sales Pipeline',
        stages: [
          openStage,
          {id: 'old', label: 'Trial (old)', probability: '0.2', isClosed: 'false', archived: true},
          {id: 'closedwon', label: 'Closed Won', probability: '1.0', isClosed: 'true'},
          {id: 'closedlost', label: 'Closed Lost', probability: '0.0', isClosed: 'true'},
        ],
      },
    ],
    owners: [{id: '11', firstName: 'Ada', lastName: 'Byron', email: 'ada@example.com'}],
    companies: {},
    deals: [],
    ...own,
  }
}

/** An open deal in `Presentation`. */
export function aHubspotDeal(
  id: string,
  properties: Record<string, string | null> = {},
  more: Partial<FakeDeal> = {},
): FakeDeal {
  return {
    id,
    properties: {
      dealname: `Deal ${id}`,
      amount: '1000',
      closedate: '2026-06-30T10:00:00Z',
      createdate: '2026-01-05T08:30:00.120Z',
      dealstage: 'presentation',
      pipeline: 'default',
      hubspot_owner_id: '11',
      hs_is_closed: 'false',
      hs_is_closed_won: 'false',
      hs_deal_stage_probability: '0.4',
      ...properties,
    },
    ...more,
  }
}

export function aWonDeal(id: string, properties: Record<string, string | null> = {}): FakeDeal {
  return aHubspotDeal(id, {
    dealstage: 'closedwon',
    hs_is_closed: 'true',
    hs_is_closed_won: 'true',
    hs_deal_stage_probability: '1',
    closedate: '2026-02-10T09:00:00Z',
    ...properties,
  })
}

/** `count` open deals with ids from 1001 on. */
export function manyDeals(count: number): FakeDeal[] {
  return Array.from({length: count}, (_, index) => aHubspotDeal(String(1001 + index)))
}
