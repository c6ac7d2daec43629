import type {FakeAccount, FakeDeal} from './account.js'

export type FakeRequest = {method: string; path: string; query: URLSearchParams; body: unknown}

export type FakeAnswer = {status: number; body: unknown; headers?: Record<string, string>}

const stamp = '2026-01-05T08:30:00.120Z'

const completed = {status: 'COMPLETE', startedAt: stamp, completedAt: stamp}

export function failure(status: number, category: string, more: Record<string, unknown> = {}): FakeAnswer {
  return {
    status,
    body: {
      status: 'error',
      message: `refused: ${category}`,
      correlationId: '0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f',
      category,
      ...more,
    },
  }
}

/** Answers as HubSpot does, from the data of one account. */
export function answerTo(account: FakeAccount, request: FakeRequest): FakeAnswer {
  const path = request.path.replace(/\/$/, '')
  const route = `${request.method} ${path}`
  if (route === 'GET /account-info/v3/details') return {status: 200, body: detailsOf(account)}
  if (route === 'GET /crm/v3/properties/deals') return {status: 200, body: {results: propertiesOf(account)}}
  if (route === 'GET /crm/v3/pipelines/deals') return {status: 200, body: {results: pipelinesOf(account)}}
  if (route === 'GET /crm/v3/owners') return ownersPage(account, request.query)
  if (route === 'POST /crm/v3/objects/deals/search') return searchPage(account, request.body as SearchBody)
  if (route === 'POST /crm/v3/objects/deals/batch/read')
    return batchRead(dealsById(account), request.body as BatchBody)
  if (route === 'POST /crm/v3/objects/companies/batch/read')
    return batchRead(companiesById(account), request.body as BatchBody)
  const [, to] = /^POST \/crm\/v4\/associations\/deals\/(companies|contacts)\/batch\/read$/.exec(route) ?? []
  if (to === 'companies' || to === 'contacts') return associations(account, to, request.body as BatchBody)
  return failure(404, 'OBJECT_NOT_FOUND')
}

function detailsOf(account: FakeAccount) {
  const {portalId, timeZone, uiDomain, companyCurrency, additionalCurrencies} = account
  return {
    portalId,
    accountType: 'STANDARD',
    timeZone,
    companyCurrency,
    additionalCurrencies,
    utcOffset: '+01:00',
    utcOffsetMilliseconds: 3_600_000,
    uiDomain,
    dataHostingLocation: 'eu1',
  }
}

function propertiesOf({properties, ownProperties}: FakeAccount) {
  return [...properties, ...ownProperties].map(name => ({
    name,
    label: name,
    description: '',
    type: 'string',
    fieldType: 'text',
    groupName: 'dealinformation',
    options: [],
    hidden: false,
    hubspotDefined: !ownProperties.includes(name),
  }))
}

function pipelinesOf({pipelines}: FakeAccount) {
  return pipelines.map(({id, label, archived = false, stages}, displayOrder) => ({
    id,
    label,
    displayOrder,
    archived,
    createdAt: stamp,
    updatedAt: stamp,
    stages: stages.map(({id, label, probability, isClosed, archived = false}, displayOrder) => ({
      id,
      label,
      displayOrder,
      archived,
      createdAt: stamp,
      updatedAt: stamp,
      metadata: {isClosed, probability},
    })),
  }))
}

function ownersPage({owners}: FakeAccount, query: URLSearchParams): FakeAnswer {
  const limit = Number(query.get('limit') ?? 100)
  if (limit > 100) return failure(400, 'VALIDATION_ERROR')
  const wanted = owners.filter(({archived = false}) => archived === (query.get('archived') === 'true'))
  const start = Number(query.get('after') ?? 0)
  const results = wanted.slice(start, start + limit).map(({archived = false, ...owner}) => ({
    ...owner,
    type: 'PERSON',
    archived,
    createdAt: stamp,
    updatedAt: stamp,
  }))
  const more = start + limit < wanted.length ? {paging: {next: {after: String(start + limit)}}} : {}
  return {status: 200, body: {results, ...more}}
}

type SearchFilter = {propertyName: string; operator: string; value?: string; values?: string[]}

type SearchBody = {
  filterGroups?: {filters: SearchFilter[]}[]
  sorts?: {propertyName: string; direction: string}[]
  properties?: string[]
  limit?: number
  after?: string
}

const mostResults = 10_000

/** Archived deals are never found. One sort counts; the order is that of numbers for ids. */
function searchPage(account: FakeAccount, search: SearchBody): FakeAnswer {
  const {filterGroups = [], sorts = [], properties = [], limit = 10} = search
  const start = Number(search.after ?? 0)
  const filters = filterGroups.flatMap(group => group.filters)
  const isBad =
    JSON.stringify(search).length > 3000 ||
    limit > 200 ||
    filterGroups.length > 5 ||
    filters.length > 18 ||
    start + limit > mostResults ||
    // A property that does not exist is an error in a filter, and nothing in a list of properties.
    filters.some(
      ({propertyName}) => ![...account.properties, ...account.ownProperties].includes(propertyName),
    )
  if (isBad) return failure(400, 'VALIDATION_ERROR')
  const found = account.deals.filter(
    deal =>
      !deal.isArchived &&
      (filterGroups.length === 0 ||
        filterGroups.some(group => group.filters.every(filter => isMatch(deal, filter)))),
  )
  const [sort] = sorts
  const sorted = sort ? sortedBy(found, sort) : found
  const results = sorted
    .slice(start, start + limit)
    .map(deal => recordOf(deal.id, valuesOf(deal), properties))
  const more = start + limit < sorted.length ? {paging: {next: {after: String(start + limit)}}} : {}
  return {status: 200, body: {total: sorted.length, results, ...more}}
}

function valuesOf({id, properties}: FakeDeal): Record<string, string | null> {
  return {...properties, hs_object_id: id, hs_lastmodifieddate: properties.hs_lastmodifieddate ?? stamp}
}

function sortedBy(
  deals: readonly FakeDeal[],
  {propertyName, direction}: {propertyName: string; direction: string},
) {
  const sign = direction === 'DESCENDING' ? -1 : 1
  const keyed = deals.map(deal => ({deal, key: comparable(valueNamed(deal, propertyName))}))
  return keyed.sort((a, b) => sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({deal}) => deal)
}

/** Of 50,000 deals, each page of a search asks for them: no copy of the properties is made. */
function valueNamed({id, properties}: FakeDeal, name: string): string | null {
  if (name === 'hs_lastmodifieddate') return properties[name] ?? stamp
  return name === 'hs_object_id' ? id : (properties[name] ?? null)
}

/** A number, or the milliseconds of an instant; texts as they are. */
function comparable(text: string | null): number | string {
  if (text === null) return Number.NEGATIVE_INFINITY
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? text : at
}

function isMatch(deal: FakeDeal, {propertyName, operator, value = '', values = []}: SearchFilter): boolean {
  const own = valueNamed(deal, propertyName)
  if (own === null) return operator === 'NOT_HAS_PROPERTY' || operator === 'NEQ'
  if (operator === 'EQ') return comparable(own) === comparable(value)
  if (operator === 'NEQ') return comparable(own) !== comparable(value)
  if (operator === 'GT') return comparable(own) > comparable(value)
  if (operator === 'GTE') return comparable(own) >= comparable(value)
  if (operator === 'IN') return values.includes(own.toLowerCase())
  return operator === 'HAS_PROPERTY'
}

/** Names that do not exist are passed over in silence; a property without a value is null. */
function recordOf(id: string, values: Record<string, string | null>, properties: readonly string[]) {
  const wanted = ['createdate', 'hs_lastmodifieddate', 'hs_object_id', ...properties]
  return {
    id,
    properties: Object.fromEntries(wanted.map(name => [name, values[name] ?? null])),
    createdAt: stamp,
    updatedAt: stamp,
    archived: false,
  }
}

type BatchBody = {inputs: {id: string}[]; properties?: string[]; propertiesWithHistory?: string[]}

type Readable = {values: Record<string, string | null>; histories: Record<string, FakeDeal['stageHistory']>}

function dealsById({deals}: FakeAccount): Map<string, Readable> {
  return new Map(
    deals
      .filter(({isArchived}) => !isArchived)
      .map(deal => [
        deal.id,
        {
          values: valuesOf(deal),
          histories: {dealstage: deal.stageHistory, closedate: deal.closeDateHistory},
        },
      ]),
  )
}

function companiesById({companies}: FakeAccount): Map<string, Readable> {
  return new Map(
    Object.entries(companies).map(([id, name]) => [id, {values: {name, hs_object_id: id}, histories: {}}]),
  )
}

function batchRead(
  stored: ReadonlyMap<string, Readable>,
  {inputs, properties = [], propertiesWithHistory = []}: BatchBody,
): FakeAnswer {
  if (inputs.length > (propertiesWithHistory.length > 0 ? 50 : 100)) return failure(400, 'VALIDATION_ERROR')
  const results = inputs.flatMap(({id}) => {
    const found = stored.get(id)
    if (!found) return []
    const record = recordOf(id, found.values, properties)
    if (propertiesWithHistory.length === 0) return [record]
    const histories = propertiesWithHistory.map(name => [
      name,
      (found.histories[name] ?? []).map(entry => ({...entry, sourceType: 'CRM_UI'})),
    ])
    return [{...record, propertiesWithHistory: Object.fromEntries(histories)}]
  })
  const missing = inputs.map(({id}) => id).filter(id => !stored.has(id))
  const lost = batchError({message: 'Could not get some objects', context: {ids: missing}})
  return withErrors(results, missing.length === 0 ? [] : [lost])
}

export function batchError(own: Record<string, unknown>) {
  return {status: 'error', category: 'OBJECT_NOT_FOUND', links: {}, errors: [], ...own}
}

function withErrors(results: unknown[], errors: unknown[]): FakeAnswer {
  if (errors.length === 0) return {status: 200, body: {...completed, results}}
  return {status: 207, body: {...completed, results, numErrors: errors.length, errors}}
}

function labelled(label: string | undefined) {
  return label === undefined ? [] : [{category: 'USER_DEFINED', typeId: 36, label}]
}

/** A deal without any link is an error of its own, not an empty list. */
function associations(account: FakeAccount, to: 'companies' | 'contacts', {inputs}: BatchBody): FakeAnswer {
  if (inputs.length > 1000) return failure(400, 'VALIDATION_ERROR')
  const byId = new Map(account.deals.map(deal => [deal.id, deal]))
  const linksOf = (id: string) =>
    to === 'companies'
      ? (byId.get(id)?.companies ?? [])
      : (byId.get(id)?.contacts ?? []).map(contact => ({id: contact}))
  const type = (typeId: number) => ({
    category: 'HUBSPOT_DEFINED',
    typeId,
    label: typeId === 5 ? 'Primary' : undefined,
  })
  const results = inputs
    .filter(({id}) => linksOf(id).length > 0)
    .map(({id}) => ({
      from: {id},
      to: linksOf(id).map(link => ({
        toObjectId: link.id,
        associationTypes: [
          ...('isPrimary' in link && link.isPrimary ? [type(5)] : []),
          type(to === 'companies' ? 341 : 3),
          ...labelled(to === 'contacts' ? byId.get(id)?.contactLabels?.[link.id] : undefined),
        ],
      })),
    }))
  const without = inputs.map(({id}) => id).filter(id => linksOf(id).length === 0)
  return withErrors(
    results,
    without.map(id =>
      batchError({
        subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND',
        message: `nothing is associated with deal ${id}`,
        context: {fromObjectId: [id], fromObjectType: ['deal'], toObjectType: [to]},
      }),
    ),
  )
}
