import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {fieldsOfKind} from '../../src/connectors/all-connectors.js'
import {recogniseHeaders} from '../../src/connectors/file/recognise-headers.js'
import {columnFields, type DealField, dealFields} from '../../src/domain/review/deal.js'
import {allRules} from '../../src/domain/rules/all-rules.js'
import {aHubspotDeal, anAccount} from '../support/fake-hubspot/account.js'
import {readHubspot} from '../support/fake-hubspot/read-hubspot.js'
import {readOrg} from '../support/fake-salesforce/connected.js'
import {FakeSalesforce} from '../support/fake-salesforce/server.js'
import {anId, anOpportunity} from '../support/fake-salesforce/tables.js'

const needs = new Set<DealField>(dealFields)
const [file, salesforce, hubspot] = await Promise.all([
  fieldsOfKind('file'),
  fieldsOfKind('salesforce'),
  fieldsOfKind('hubspot'),
])

const namedIn = (origins: typeof file) => dealFields.filter(field => origins.get(field)!.names.length > 0)

describe('a field that a rule needs', () => {
  const fields = [...new Set(allRules.flatMap(rule => rule.needs))]

  it.each([
    ['a file', file],
    ['Salesforce', salesforce],
    ['HubSpot', hubspot],
  ])('has a name in %s, or what gives it instead', (_, origins) => {
    const without = fields.filter(field => {
      const {names, note} = origins.get(field)!
      return names.length === 0 && !note
    })
    expect(without).toEqual([])
  })
})

describe('names of columns', () => {
  it('each fill their field', () => {
    const named = namedIn(file).flatMap(field => file.get(field)!.names.map(name => [name, field]))
    const read = named.map(([name]) => [name, ...recogniseHeaders([name!]).keys()])
    expect(read).toEqual(named)
  })

  it('are there for all that one column can say', () => expect(namedIn(file)).toEqual(columnFields))
})

describe('names in Salesforce', () => {
  let fake: FakeSalesforce
  beforeEach(async () => {
    fake = await FakeSalesforce.start()
    fake.tables.Opportunity!.fields.CurrencyIsoCode = {type: 'picklist'}
    fake.tables.CurrencyType = {
      fields: {Id: {type: 'id'}, IsoCode: {type: 'picklist'}, ConversionRate: {type: 'double'}},
      rows: [{Id: anId('01L', 1), IsoCode: 'CHF', ConversionRate: 1}],
    }
    fake.tables.User!.rows = [{Id: anId('005', 1), DefaultCurrencyIsoCode: 'CHF'}]
    fake.tables.Opportunity!.rows = [anOpportunity(1, {CurrencyIsoCode: 'CHF'})]
    fake.tables.OpportunityStage!.rows = [
      {Id: anId('01J', 1), MasterLabel: 'Qualifying', ApiName: 'Qualification', IsActive: true, SortOrder: 1},
    ]
    fake.tables.OpportunityFieldHistory!.rows = [
      {
        Id: anId('017', 1),
        OpportunityId: anId('006', 1),
        Opportunity: {IsClosed: false},
        Field: 'NextStep',
        CreatedDate: '2026-10-01T08:00:00.000+0000',
      },
    ]
  })
  afterEach(() => fake.stop())

  /** Whether a query asked for it: of an opportunity, or as `Object.Field` of that object. */
  const isAskedFor = (name: string) => {
    const [object, field] = name.split('.')
    const selected = (fields: string, from: string) =>
      fake.countOf(new RegExp(`SELECT[^?]*\\b${fields}\\b[^?]* FROM ${from}\\b`)) > 0
    return selected(name.replace('.', '\\.'), 'Opportunity') || (field ? selected(field, object!) : false)
  }

  it('are those that a review asks for, and of no other field', async () => {
    const {fields} = await readOrg(fake, {needs})
    expect(dealFields.filter(field => fields.has(field))).toEqual(namedIn(salesforce))
    // The second choices: asked for where the first are hidden.
    delete fake.tables.Opportunity!.fields.ForecastCategoryName
    await readOrg(fake, {needs})
    const names = namedIn(salesforce).flatMap(field => salesforce.get(field)!.names)
    expect(names.filter(name => !isAskedFor(name))).toEqual([])
  })
})

describe('names in HubSpot', () => {
  it('are those that a review asks for, and of no other field', async () => {
    const account = anAccount({additionalCurrencies: ['USD'], deals: [aHubspotDeal('2001')]})
    const {fields, fake, error} = await readHubspot({account}, {options: {needs}})
    expect(error).toBeNull()
    expect(dealFields.filter(field => fields.has(field))).toEqual(namedIn(hubspot))
    const asked = fake.requests.map(({path, body}) => `${path} ${JSON.stringify(body)}`).join('\n')
    const names = namedIn(hubspot).flatMap(field => hubspot.get(field)!.names)
    expect(names.filter(name => !new RegExp(`\\b${name}\\b`).test(asked))).toEqual([])
  })
})
