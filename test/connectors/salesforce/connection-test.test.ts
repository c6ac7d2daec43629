import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {salesforceConnector} from '../../../src/connectors/salesforce/connector.js'
import {accessTo, http, label, settingsFor} from '../../support/fake-salesforce/connected.js'
import {FakeSalesforce} from '../../support/fake-salesforce/server.js'
import {aClosedOpportunity, anId, anOpportunity} from '../../support/fake-salesforce/tables.js'

let fake: FakeSalesforce
beforeEach(async () => {
  fake = await FakeSalesforce.start()
  fake.usage = {used: 1800, max: 15_000}
  fake.tables.Organization!.rows = [{Id: anId('00D', 1), Name: 'Acme', IsSandbox: true}]
  fake.tables.OpportunityStage!.rows = ['Prospecting', 'Qualification', 'Closed Won'].map((name, at) => ({
    Id: anId('01J', at + 1),
    MasterLabel: name,
    ApiName: name,
    IsActive: true,
    SortOrder: at + 1,
  }))
  const lately = new Date().toISOString().slice(0, 10)
  fake.tables.Opportunity!.rows = [
    anOpportunity(1, {Region__c: 'EMEA'}),
    anOpportunity(2, {Amount: null}),
    anOpportunity(3, {StageName: 'Prospecting', NextStep: null}),
    anOpportunity(4, {StageName: 'Old Stage'}),
    aClosedOpportunity(5, {CloseDate: lately}),
    aClosedOpportunity(6, {CloseDate: lately, IsWon: false, StageName: 'Closed Lost'}),
  ]
})
afterEach(() => fake.stop())

function test(settings = settingsFor(fake)) {
  const crm = {http, access: accessTo(fake, settings)}
  return salesforceConnector.test(settings, {timeZone: 'UTC', label, crm}, new AbortController().signal)
}

describe('the test of a connection', () => {
  it('says what there is', async () => {
    const {description, dealsOpen, dealsWon, dealsLost, duplicateIds, problem, sample, report} = await test()
    expect(description).toBe(
      "Salesforce org Acme (sandbox), API 66.0, user ann@acme.com, 12 % of today's API calls used",
    )
    expect({dealsOpen, dealsWon, dealsLost, duplicateIds, problem}).toEqual({
      dealsOpen: 4,
      dealsWon: 1,
      dealsLost: 1,
      duplicateIds: 0,
      problem: null,
    })
    expect(sample.map(({name}) => name)).toEqual(['Deal 1', 'Deal 2', 'Deal 3'])
    expect(report.warnings).toEqual(['1 open deal is in the stage "Old Stage", which the org no longer has'])
  })

  it('has the stages in the order of the org, unknown ones last', async () => {
    const {stages} = await test()
    expect(stages.map(({stage, deals, outcome}) => `${stage} ${deals} ${outcome}`)).toEqual([
      'Prospecting 1 open',
      'Qualification 2 open',
      'Closed Won 1 won',
      'Old Stage 1 open',
      'Closed Lost 1 lost',
    ])
  })

  it('has each column with what it fills and how often', async () => {
    const {columns, missingFields} = await test()
    const shown = columns.map(
      ({column, field, reading, filled}) => `${column} ${field} (${reading}) ${filled}`,
    )
    expect(shown).toEqual(
      expect.arrayContaining([
        'Amount amount (number) 0.75',
        'Probability probability (percent) 1',
        'NextStep nextStep (text) 0.75',
        'CloseDate closeDate (date) 1',
        'ForecastCategoryName forecastCategory (text) 1',
        'OpportunityContactRole contactCount (contact roles, counted) 1',
        'Task, Event nextActivityAt (tasks and events, the next) 0',
        'Region__c null (text) 0.25',
      ]),
    )
    expect(missingFields).toEqual(['currency'])
  })

  it('goes on without what the user may not see', async () => {
    delete fake.tables.Organization
    delete fake.tables.OpportunityStage
    delete fake.tables.Opportunity!.fields.NextStep
    const {description, missingFields, stages} = await test()
    expect(description).toBe("Salesforce org, API 66.0, user ann@acme.com, 12 % of today's API calls used")
    expect(missingFields).toEqual(['currency', 'nextStep', 'isStageActive'])
    expect(stages[0]).toEqual({stage: 'Qualification', deals: 2, outcome: 'open'})
  })

  it('tells the version that is not there', async () => {
    await expect(test(settingsFor(fake, {apiVersion: '99.0'}))).rejects.toMatchObject({
      code: 'config',
      message:
        'salesforce "acme" does not know this part of the API (404: NOT_FOUND, The requested resource does not exist)',
      hint: expect.stringContaining('revsched connection edit acme --api-version 66.0'),
    })
  })

  it.each([
    {apiVersion: '52.0', isOld: true},
    {apiVersion: '53.0', isOld: false},
  ])('advises another version than $apiVersion: $isOld', async ({apiVersion, isOld}) => {
    fake.versions.push('52.0')
    const {report} = await test(settingsFor(fake, {apiVersion}))
    const advice = 'API version 52.0 lacks fields of newer ones: --api-version 53.0 or later is advised'
    expect(report.warnings.includes(advice)).toBe(isOld)
  })
})
