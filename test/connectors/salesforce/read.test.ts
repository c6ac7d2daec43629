import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {formatCalendarDate, parseCalendarDate} from '../../../src/domain/review/calendar-date.js'
import type {Deal, DealField} from '../../../src/domain/review/deal.js'
import type {DealFilter} from '../../../src/domain/review/deal-filter.js'
import {accessTo, readOrg, settingsFor} from '../../support/fake-salesforce/connected.js'
import {FakeSalesforce} from '../../support/fake-salesforce/server.js'
import {aClosedOpportunity, anId, anOpportunity} from '../../support/fake-salesforce/tables.js'

let fake: FakeSalesforce
beforeEach(async () => {
  fake = await FakeSalesforce.start()
})
afterEach(() => fake.stop())

/** Fields that take no calls of their own. */
const flat = new Set<DealField>(['name'])

function opportunities(...rows: ReturnType<typeof anOpportunity>[]) {
  fake.tables.Opportunity!.rows = rows
}

function many(count: number, from = 1) {
  return Array.from({length: count}, (_, at) => anOpportunity(from + at))
}

describe('an open opportunity', () => {
  it('becomes a deal with all its fields', async () => {
    opportunities(anOpportunity(1, {RecordTypeId: anId('012', 1), RecordType: {Name: 'New Business'}}))
    const {deals, fields} = await readOrg(fake)
    const {closeDate, ...deal} = deals[0]!
    expect(formatCalendarDate(closeDate!)).toBe('2026-12-31')
    expect(deal).toEqual({
      id: anId('006', 1),
      name: 'Deal 1',
      amount: 1001,
      currency: null,
      pipeline: 'New Business',
      stage: 'Qualification',
      probability: 0.1,
      forecastCategory: 'pipeline',
      owner: 'Ann Able',
      account: 'Account 1',
      contactCount: 0,
      nextStep: 'Call',
      createdAt: new Date('2026-09-01T08:00:00Z'),
      lastStageChangeAt: new Date('2026-10-01T09:30:00Z'),
      lastActivityAt: new Date('2026-11-20T00:00:00Z'),
      nextActivityAt: null,
      isOwnerActive: true,
      isStageActive: null,
      isCloseDateDefault: null,
      hasOverdueTask: false,
      nextStepChangedAt: null,
      stageProbability: null,
      isConvertible: null,
      contactRoles: null,
      pushCount: 0,
      stageHistory: null,
      closeDateHistory: null,
      outcome: 'open',
      url: `${fake.url}/lightning/r/Opportunity/${anId('006', 1)}/view`,
      custom: {},
    } satisfies Omit<Deal, 'closeDate'>)
    expect([...fields].sort()).toEqual(
      [
        'account amount closeDate closeDateHistory contactCount contactRoles createdAt forecastCategory hasOverdueTask isOwnerActive lastActivityAt lastStageChangeAt',
        'name nextActivityAt nextStep owner pipeline probability pushCount stage stageHistory url',
      ]
        .join(' ')
        .split(' '),
    )
  })

  it.each<{name: string; row: Record<string, unknown>; deal: Partial<Deal>}>([
    {name: 'empty texts', row: {NextStep: ' ', Amount: null}, deal: {nextStep: null, amount: null}},
    {name: 'commit', row: {ForecastCategoryName: 'Commit'}, deal: {forecastCategory: 'commit'}},
    {name: 'an account that is hidden', row: {Account: null}, deal: {account: anId('001', 1)}},
    {name: 'no account', row: {Account: null, AccountId: null}, deal: {account: null}},
    {
      name: 'an owner of whom nothing is told',
      row: {Owner: {Name: null, IsActive: null}},
      deal: {owner: anId('005', 1), isOwnerActive: null},
    },
    {
      name: 'an owner who has left',
      row: {Owner: {Name: 'Ann', IsActive: false}},
      deal: {isOwnerActive: false},
    },
    {name: 'a probability above 100', row: {Probability: 150}, deal: {probability: 1}},
    {name: 'an id of 15 characters', row: {Id: '006A00000000001'}, deal: {id: '006A00000000001IAA'}},
    {
      name: 'an activity ahead',
      row: {LastActivityDate: '2026-12-03'},
      deal: {
        lastActivityAt: new Date('2026-12-03T00:00:00Z'),
        nextActivityAt: new Date('2026-12-03T23:59:59.999Z'),
      },
    },
    {name: 'an activity today', row: {LastActivityDate: '2026-11-26'}, deal: {nextActivityAt: null}},
    {
      name: 'a name with signs',
      row: {Name: `O'Brien "x" <@U123> =1+1 🎉`},
      deal: {name: `O'Brien "x" <@U123> =1+1 🎉`},
    },
    {name: 'no stage change yet', row: {LastStageChangeDate: null}, deal: {lastStageChangeAt: null}},
  ])('with $name', async ({row, deal}) => {
    opportunities(anOpportunity(1, row))
    const {deals} = await readOrg(fake)
    expect(deals[0]).toMatchObject(deal)
  })

  it.each([
    {name: 'its org', isApiUrlGiven: false},
    {name: 'its org, whatever address calls go to', isApiUrlGiven: true},
  ])('links to $name', async ({isApiUrlGiven}) => {
    opportunities(anOpportunity(1))
    const settings = isApiUrlGiven ? {apiUrl: fake.url} : {}
    const access = accessTo(fake, settingsFor(fake, settings))
    const org = isApiUrlGiven ? 'https://acme.my.salesforce.com' : fake.url
    access.secrets.push(JSON.stringify({...JSON.parse(access.secrets[0]!), instanceUrl: org}))
    const {deals} = await readOrg(fake, {needs: flat, settings, access})
    expect(deals[0]!.url).toBe(`${org}/lightning/r/Opportunity/${anId('006', 1)}/view`)
  })

  it('has its days in the zone of the review', async () => {
    opportunities(anOpportunity(1))
    const {deals} = await readOrg(fake, {timeZone: 'America/New_York', needs: flat})
    expect(deals[0]!.lastActivityAt).toEqual(new Date('2026-11-20T05:00:00Z'))
  })
})

describe('addresses of owners', () => {
  const owned = (n: number, Owner: object | null, more = {}) => anOpportunity(n, {Owner, ...more})
  const bo = anId('005', 2)

  it.each<{what: string; rows: ReturnType<typeof anOpportunity>[]; emails: object}>([
    {
      what: 'of each owner',
      rows: [
        owned(1, {Name: 'Ann', Email: 'ann@acme.com'}),
        owned(2, {Name: 'Bo', Email: 'bo@acme.com'}, {OwnerId: bo}),
        owned(3, {Name: 'Ann', Email: 'ann@acme.com'}),
      ],
      emails: {Ann: 'ann@acme.com', Bo: 'bo@acme.com'},
    },
    {
      what: 'of two users of a name',
      rows: [
        owned(1, {Name: 'Ann', Email: 'ann@acme.com'}),
        owned(2, {Name: 'Ann', Email: 'ann2@acme.com'}, {OwnerId: bo}),
      ],
      emails: {Ann: null},
    },
    {what: 'that are hidden', rows: [owned(1, {Name: 'Ann', Email: null}), owned(2, null)], emails: {}},
    {
      what: 'of closed deals',
      rows: [aClosedOpportunity(1, {Owner: {Name: 'Ann', Email: 'a@acme.com'}})],
      emails: {},
    },
  ])('are gathered where somebody writes to them: $what', async ({rows, emails}) => {
    opportunities(...rows)
    const {report} = await readOrg(fake, {needs: flat, needsOwnerEmails: true})
    expect(report.ownerEmails).toEqual(emails)
  })

  it.each([
    {why: 'nobody asks', needsOwnerEmails: false, hides: () => {}, emails: undefined},
    {
      why: 'owners are hidden',
      needsOwnerEmails: true,
      hides: () => void delete fake.tables.Opportunity!.fields.OwnerId,
      emails: {},
    },
    {
      why: 'addresses are hidden',
      needsOwnerEmails: true,
      hides: () => void delete fake.tables.User!.fields.Email,
      emails: {},
    },
  ])('are not asked for where $why', async ({needsOwnerEmails, hides, emails}) => {
    opportunities(owned(1, {Name: 'Ann', Email: 'ann@acme.com'}))
    hides()
    const {report} = await readOrg(fake, {needs: flat, needsOwnerEmails})
    expect(report.ownerEmails).toEqual(emails)
    expect(fake.requests.filter(line => line.includes('Email'))).toEqual([])
    expect(report.warnings.join()).toMatch(needsOwnerEmails ? /may not see Email of users/ : /^$/)
  })
})

describe('fields', () => {
  it.each<{hidden: string[]; absent: DealField[]}>([
    {hidden: ['NextStep'], absent: ['nextStep']},
    {hidden: ['Amount', 'Probability'], absent: ['amount', 'probability']},
    {hidden: ['ForecastCategoryName'], absent: []},
    {hidden: ['ForecastCategoryName', 'ForecastCategory'], absent: ['forecastCategory']},
    {hidden: ['LastActivityDate', 'AccountId', 'OwnerId'], absent: ['lastActivityAt', 'account', 'owner']},
  ])('that are hidden ($hidden) are told to be absent, and not asked for', async ({hidden, absent}) => {
    opportunities(anOpportunity(1))
    for (const field of hidden) delete fake.tables.Opportunity!.fields[field]
    const {deals, fields} = await readOrg(fake)
    expect(deals.length).toBe(1)
    for (const field of absent) expect(fields).not.toContain(field)
    expect(fields).toContain('name')
  })

  it.each<{lookup: string; shown: Partial<Deal>; absent: DealField[]}>([
    {lookup: 'OwnerId', shown: {owner: anId('005', 1), isOwnerActive: null}, absent: ['isOwnerActive']},
    {lookup: 'AccountId', shown: {account: anId('001', 1)}, absent: []},
    {lookup: 'RecordTypeId', shown: {pipeline: null}, absent: ['pipeline']},
  ])('of what $lookup leads to are not asked for where that is hidden', async ({lookup, shown, absent}) => {
    opportunities(anOpportunity(1))
    fake.tables.Opportunity!.fields[lookup] = {type: 'reference'}
    const {deals, fields} = await readOrg(fake, {needs: flat})
    expect(deals[0]).toMatchObject(shown)
    for (const field of absent) expect(fields).not.toContain(field)
  })

  it('that nobody looks at take no calls', async () => {
    opportunities(anOpportunity(1))
    const {fields} = await readOrg(fake, {needs: flat})
    expect(fake.requests.map(request => request.slice(0, 60))).toEqual([
      'GET /services/data/v66.0/sobjects/Opportunity/describe',
      expect.stringMatching(/query\?q=SELECT Id/),
      expect.stringMatching(/query\?q=SELECT Id/),
    ])
    expect(fields).not.toContain('contactCount')
    expect(fields).not.toContain('nextActivityAt')
  })

  it('of an object that the user may not read are told to be absent, with the reason', async () => {
    opportunities(anOpportunity(1))
    delete fake.tables.Event
    delete fake.tables.OpportunityContactRole
    const {fields, report} = await readOrg(fake)
    expect(fields).not.toContain('nextActivityAt')
    expect(fields).not.toContain('contactCount')
    expect(report.warnings).toEqual([
      expect.stringMatching(/^contactCount is not known: .*'OpportunityContactRole' is not supported/),
      expect.stringMatching(/^nextActivityAt is not known: .*'Event' is not supported/),
      expect.stringMatching(/^contactRoles is not known: .*'OpportunityContactRole' is not supported/),
    ])
  })

  it('of its own come as text, those that are not there are named', async () => {
    opportunities(anOpportunity(1, {Region__c: 'EMEA', Score__c: 7.5}))
    const {deals, report} = await readOrg(fake, {
      customFields: ['region__c', 'Score__c', 'Gone__c'],
      needs: flat,
    })
    expect(deals[0]!.custom).toEqual({Region__c: 'EMEA', Score__c: '7.5'})
    expect(report.warnings).toEqual([
      'opportunities have no field "Gone__c" that the user of the connection may see',
    ])
  })

  it('of its own come all, but for long texts', async () => {
    opportunities(anOpportunity(1, {Region__c: 'EMEA', Description: 'long'}))
    const {deals} = await readOrg(fake, {customFields: 'all', needs: flat})
    expect(deals[0]!.custom).toMatchObject({Region__c: 'EMEA', HasOpenActivity: 'false'})
    expect(deals[0]!.custom).not.toHaveProperty('Description')
    expect(deals[0]!.custom).not.toHaveProperty('Name')
  })
})

describe('what belongs to a deal', () => {
  it('are its contacts, each once', async () => {
    opportunities(anOpportunity(1), anOpportunity(2))
    const role = (n: number, deal: number, contact: number) => ({
      Id: anId('00K', n),
      OpportunityId: anId('006', deal),
      Opportunity: {IsClosed: false},
      ContactId: anId('003', contact),
      IsPrimary: false,
    })
    fake.tables.OpportunityContactRole!.rows = [role(1, 1, 1), role(2, 1, 2), role(3, 1, 2)]
    const {deals} = await readOrg(fake)
    expect(deals.map(deal => deal.contactCount)).toEqual([2, 0])
  })

  it.each<{
    name: string
    task?: Record<string, unknown>
    event?: Record<string, unknown>
    timeZone?: string
    next: string | null
  }>([
    {name: 'a task today', task: {ActivityDate: '2026-11-26'}, next: '2026-11-26T23:59:59.999Z'},
    {name: 'a task of yesterday', task: {ActivityDate: '2026-11-25'}, next: null},
    {name: 'a task that is done', task: {ActivityDate: '2026-12-01', IsClosed: true}, next: null},
    {name: 'a task of an account', task: {What: {Type: 'Account'}}, next: null},
    {
      name: 'a meeting at nine sharp',
      event: {ActivityDateTime: '2026-11-26T09:00:00.000+0000'},
      next: '2026-11-26T09:00:00.000Z',
    },
    {
      name: 'a whole day: today',
      event: {ActivityDateTime: '2026-11-26T00:00:00.000+0000'},
      next: '2026-11-26T23:59:59.999Z',
    },
    {
      name: 'a whole day: today, where it ends later than in UTC',
      event: {ActivityDateTime: '2026-11-26T00:00:00.000+0000'},
      timeZone: 'America/New_York',
      next: '2026-11-27T04:59:59.999Z',
    },
    {
      name: 'a whole day: yesterday',
      event: {ActivityDateTime: '2026-11-25T00:00:00.000+0000', ActivityDate: '2026-11-25'},
      next: null,
    },
    {
      name: 'a meeting a second after midnight, hours ago',
      event: {ActivityDateTime: '2026-11-26T00:00:01.000+0000'},
      next: '2026-11-26T00:00:01.000Z',
    },
    {
      name: 'a meeting at the first moment of today in the zone',
      event: {ActivityDateTime: '2026-11-26T05:00:00.000+0000'},
      timeZone: 'America/New_York',
      next: '2026-11-26T05:00:00.000Z',
    },
    {
      name: 'a meeting a millisecond before, yesterday at 23:59 in the zone',
      event: {ActivityDateTime: '2026-11-26T04:59:59.999+0000'},
      timeZone: 'America/New_York',
      next: null,
    },
    {
      name: 'a meeting of today in the zone, though yesterday where it is held',
      event: {ActivityDateTime: '2026-11-25T15:00:00.000+0000', ActivityDate: '2026-11-25'},
      timeZone: 'Asia/Tokyo',
      next: '2026-11-25T15:00:00.000Z',
    },
    {
      name: 'a meeting at midnight UTC, which is another day where it is held',
      event: {ActivityDateTime: '2026-11-27T00:00:00.000+0000'},
      timeZone: 'America/New_York',
      next: '2026-11-27T00:00:00.000Z',
    },
    {
      name: 'a meeting a second ago',
      event: {ActivityDateTime: '2026-11-26T08:59:59.000+0000'},
      next: '2026-11-26T08:59:59.000Z',
    },
    {
      name: 'a meeting later today',
      event: {ActivityDateTime: '2026-11-26T17:00:00.000+0000'},
      next: '2026-11-26T17:00:00.000Z',
    },
    {
      name: 'the first of two',
      task: {ActivityDate: '2026-12-05'},
      event: {ActivityDateTime: '2026-12-04T10:00:00.000+0000', ActivityDate: '2026-12-04'},
      next: '2026-12-04T10:00:00.000Z',
    },
  ])('is its next activity: $name', async ({task, event, timeZone = 'UTC', next}) => {
    opportunities(anOpportunity(1))
    const about = {WhatId: anId('006', 1), What: {Type: 'Opportunity'}, ActivityDate: '2026-11-26'}
    if (task) fake.tables.Task!.rows = [{Id: anId('00T', 1), ...about, IsClosed: false, ...task}]
    if (event) fake.tables.Event!.rows = [{Id: anId('00U', 1), ...about, ActivityDateTime: null, ...event}]
    const {deals} = await readOrg(fake, {timeZone})
    expect(deals[0]!.nextActivityAt?.toISOString() ?? null).toBe(next)
  })

  it.each<{stage: string; isActive?: boolean; is: boolean}>([
    {stage: 'Qualification', is: true},
    {stage: 'Trial', isActive: false, is: false},
    {stage: 'Deleted', is: false},
  ])('is whether its stage is in use: $stage, $isActive', async ({stage, isActive = true, is}) => {
    opportunities(anOpportunity(1, {StageName: stage}), aClosedOpportunity(2))
    fake.tables.OpportunityStage!.rows = [
      {Id: anId('01J', 1), MasterLabel: 'Qualifying', ApiName: 'Qualification', IsActive: true, SortOrder: 1},
      {Id: anId('01J', 2), MasterLabel: 'Trial', ApiName: 'Trial', IsActive: isActive, SortOrder: 2},
    ]
    const {deals, fields} = await readOrg(fake, {needs: new Set(['isStageActive'])})
    expect(fields).toContain('isStageActive')
    expect(deals.map(({isStageActive}) => isStageActive)).toEqual([is, null])
  })

  it.each([
    {name: 'no stage is shown', hide: () => {}},
    {name: 'stages are hidden', hide: () => void delete fake.tables.OpportunityStage},
  ])('is not whether its stage is in use where $name', async ({hide}) => {
    opportunities(anOpportunity(1))
    hide()
    const {deals, fields} = await readOrg(fake, {needs: new Set(['isStageActive'])})
    expect([fields.has('isStageActive'), deals[0]!.isStageActive]).toEqual([false, null])
  })

  describe('is its history', () => {
    const row = (n: number, deal: number, [StageName, CloseDate, CreatedDate]: [string, string, string]) => ({
      Id: anId('008', n),
      OpportunityId: anId('006', deal),
      Opportunity: {IsClosed: false},
      StageName,
      CloseDate,
      CreatedDate: `${CreatedDate}T00:00:00.000+0000`,
    })
    const day = (text: string) => new Date(`${text}T00:00:00Z`)

    beforeEach(() => {
      opportunities(anOpportunity(1, {PushCount: 7}), anOpportunity(2), anOpportunity(3))
      fake.tables.OpportunityHistory!.rows = [
        row(3, 1, ['Qualification', '2026-12-31', '2026-11-01']),
        row(1, 1, ['Prospecting', '2026-10-31', '2026-09-01']),
        row(2, 1, ['Qualification', '2026-10-31', '2026-10-01']),
        row(4, 2, ['Qualification', '2026-12-31', '2026-10-01']),
      ]
    })

    it('of stages and close dates, oldest first, in one query', async () => {
      const {deals, fields} = await readOrg(fake, {needs: new Set(['stageHistory', 'closeDateHistory'])})
      expect([fields.has('stageHistory'), fields.has('closeDateHistory')]).toEqual([true, true])
      expect(deals.map(({stageHistory}) => stageHistory)).toEqual([
        [
          {stage: 'Prospecting', at: day('2026-09-01')},
          {stage: 'Qualification', at: day('2026-10-01')},
        ],
        [{stage: 'Qualification', at: day('2026-10-01')}],
        null,
      ])
      expect(deals[0]!.closeDateHistory).toEqual([
        {closeDate: parseCalendarDate('2026-10-31'), at: day('2026-09-01')},
        {closeDate: parseCalendarDate('2026-12-31'), at: day('2026-11-01')},
      ])
      expect(fake.countOf(/FROM OpportunityHistory/)).toBe(1)
    })

    it.each<{name: string; hidden: string[]; needs: DealField[]; queries: number; is: unknown[]}>([
      {name: 'pushes, which the org counts', hidden: [], needs: ['pushCount'], queries: 0, is: [7, 0, 0]},
      {
        name: 'pushes where it does not',
        hidden: ['PushCount'],
        needs: ['pushCount'],
        queries: 1,
        is: [1, 0, null],
      },
      {
        name: 'pushes that nobody looks at',
        hidden: ['PushCount'],
        needs: [],
        queries: 0,
        is: [null, null, null],
      },
    ])('of $name', async ({hidden, needs, queries, is}) => {
      for (const field of hidden) delete fake.tables.Opportunity!.fields[field]
      const {deals, fields} = await readOrg(fake, {needs: new Set(needs)})
      expect(deals.map(({pushCount}) => pushCount)).toEqual(is)
      expect(fields.has('pushCount')).toBe(is[0] !== null)
      expect(fake.countOf(/FROM OpportunityHistory/)).toBe(queries)
    })

    it('of the change of its stage, where the org has no field for it', async () => {
      delete fake.tables.Opportunity!.fields.LastStageChangeDate
      const {deals, fields} = await readOrg(fake, {needs: new Set(['lastStageChangeAt'])})
      expect(fields).toContain('lastStageChangeAt')
      expect(deals.map(deal => deal.lastStageChangeAt)).toEqual([day('2026-10-01'), null, null])
    })

    it('which is told to be absent, with all that it would tell, where the user may not read it', async () => {
      delete fake.tables.OpportunityHistory
      delete fake.tables.Opportunity!.fields.PushCount
      const {fields, report} = await readOrg(fake, {needs: new Set(['pushCount', 'stageHistory'])})
      expect([fields.has('pushCount'), fields.has('stageHistory')]).toEqual([false, false])
      expect(report.warnings).toEqual([
        expect.stringMatching(
          /^pushCount, stageHistory are not known: .*'OpportunityHistory' is not supported/,
        ),
      ])
    })
  })
})

describe('what one rule asks for', () => {
  it.each([
    {needs: ['hasOverdueTask'] as const, is: true},
    {needs: [], is: null},
  ])('is an overdue task, with $needs', async ({needs, is}) => {
    opportunities(anOpportunity(1, {HasOverdueTask: true}))
    const {deals, fields} = await readOrg(fake, {needs: new Set<DealField>(needs)})
    expect([deals[0]!.hasOverdueTask, fields.has('hasOverdueTask')]).toEqual([is, is !== null])
    expect(fake.countOf(/HasOverdueTask/)).toBe(needs.length)
  })

  it('is the change of the next step, where the org tracks it', async () => {
    opportunities(anOpportunity(1), anOpportunity(2), anOpportunity(3, {CreatedDate: '2026-11-02T00:00:00Z'}))
    const row = (n: number, deal: number, day: string, Field = 'NextStep') => ({
      Id: anId('017', n),
      OpportunityId: anId('006', deal),
      Opportunity: {IsClosed: false},
      Field,
      CreatedDate: `${day}T00:00:00.000+0000`,
    })
    const needs = new Set<DealField>(['nextStepChangedAt'])
    expect((await readOrg(fake, {needs})).fields).not.toContain('nextStepChangedAt')
    fake.tables.OpportunityFieldHistory!.rows = [
      row(1, 1, '2026-11-10'),
      row(2, 1, '2026-11-02'),
      row(3, 1, '2026-11-20', 'Amount'),
    ]
    const {deals, fields} = await readOrg(fake, {needs})
    expect(fields).toContain('nextStepChangedAt')
    // The second was made before the org kept changes, the third with its step.
    expect(deals.map(deal => deal.nextStepChangedAt)).toEqual([
      new Date('2026-11-10T00:00:00Z'),
      null,
      new Date('2026-11-02T00:00:00Z'),
    ])
  })

  it('are the roles of contacts, each once', async () => {
    opportunities(anOpportunity(1), anOpportunity(2))
    const role = (n: number, deal: number, Role: string | null) => ({
      Id: anId('00K', n),
      OpportunityId: anId('006', deal),
      Opportunity: {IsClosed: false},
      ContactId: anId('003', n),
      Role,
    })
    fake.tables.OpportunityContactRole!.rows = [
      role(1, 1, 'Decision Maker'),
      role(2, 1, 'Other'),
      role(3, 1, 'Decision Maker'),
      role(4, 2, null),
    ]
    const {deals} = await readOrg(fake, {needs: new Set(['contactRoles'])})
    expect(deals.map(({contactRoles}) => contactRoles)).toEqual([['Decision Maker', 'Other'], null])
    expect(fake.countOf(/FROM OpportunityContactRole/)).toBe(1)
  })

  it('is the probability of the stage', async () => {
    opportunities(anOpportunity(1, {Probability: 90}), anOpportunity(2, {StageName: 'Gone'}))
    const name = {MasterLabel: 'Qualification', ApiName: 'Qualification'}
    fake.tables.OpportunityStage!.rows = [
      {Id: anId('01J', 1), ...name, IsActive: true, IsClosed: false, SortOrder: 1, DefaultProbability: 10},
    ]
    const {deals} = await readOrg(fake, {needs: new Set(['stageProbability'])})
    expect(deals.map(({stageProbability}) => stageProbability)).toEqual([0.1, null])
  })

  it.each([
    {name: 'many', hasCurrencies: true, is: [true, false, null, false]},
    {name: 'one', hasCurrencies: false, is: [null, null, null, null]},
  ])('is whether the amount can be converted, in an org with $name', async ({hasCurrencies, is}) => {
    opportunities(
      anOpportunity(1, {CurrencyIsoCode: 'USD'}),
      anOpportunity(2, {CurrencyIsoCode: 'XAF'}),
      anOpportunity(3, {CurrencyIsoCode: 'XAF', Amount: null}),
      anOpportunity(4, {CurrencyIsoCode: 'CHF'}),
    )
    if (hasCurrencies) {
      const text = {type: 'string'}
      fake.tables.Opportunity!.fields.CurrencyIsoCode = {type: 'picklist'}
      fake.tables.CurrencyType = {
        fields: {Id: {type: 'id'}, IsoCode: text, ConversionRate: {type: 'double'}},
        rows: [
          {Id: anId('01L', 1), IsoCode: 'USD', ConversionRate: 1},
          {Id: anId('01L', 2), IsoCode: 'CHF', ConversionRate: 0},
        ],
      }
    }
    const {deals, fields} = await readOrg(fake, {needs: new Set(['isConvertible'])})
    expect(deals.map(({isConvertible}) => isConvertible)).toEqual(is)
    expect(fields.has('isConvertible')).toBe(hasCurrencies)
  })
})

it('gives the order of the open stages in use where their history is looked at', async () => {
  opportunities(anOpportunity(1))
  const stage = (n: number, ApiName: string, more: object = {}) => ({
    Id: anId('01J', n),
    MasterLabel: ApiName,
    ApiName,
    IsActive: true,
    IsClosed: false,
    SortOrder: 10 - n,
    ...more,
  })
  fake.tables.OpportunityStage!.rows = [
    stage(1, 'Proposal'),
    stage(2, 'Trial', {IsActive: false}),
    stage(3, 'Qualification'),
    stage(4, 'Closed Won', {IsClosed: true}),
  ]
  const {stageOrders} = await readOrg(fake, {needs: new Set(['stageHistory'])})
  expect(stageOrders).toEqual([['Qualification', 'Proposal']])
  expect((await readOrg(fake, {needs: flat})).stageOrders).toEqual([])
})

describe('closed opportunities', () => {
  it.each([
    {closeDate: '2025-11-26', isRead: true},
    {closeDate: '2025-11-25', isRead: false},
    {closeDate: '2026-11-26', isRead: true},
    {closeDate: '2026-12-24', isRead: true},
  ])('of $closeDate: read is $isRead', async ({closeDate, isRead}) => {
    opportunities(aClosedOpportunity(1, {CloseDate: closeDate}))
    const {deals} = await readOrg(fake, {needs: flat})
    expect(deals.length).toBe(isRead ? 1 : 0)
  })

  it('are won or lost', async () => {
    opportunities(aClosedOpportunity(1), aClosedOpportunity(2, {IsWon: false}))
    const {deals} = await readOrg(fake, {needs: flat})
    expect(
      deals.map(({outcome, amount, createdAt}) => ({outcome, amount, day: createdAt?.getUTCDate()})),
    ).toEqual([
      {outcome: 'won', amount: 1001, day: 1},
      {outcome: 'lost', amount: 1002, day: 1},
    ])
  })
})

describe('an org', () => {
  it.each([
    {name: 'where a rule looks at it', needsFiscalYear: true, month: 2, is: 2},
    {name: 'where it is hidden', needsFiscalYear: true, month: null, is: null},
    {name: 'not where nobody does', needsFiscalYear: false, month: 2, is: null},
  ])('tells when its fiscal year begins $name', async ({needsFiscalYear, month, is}) => {
    fake.tables.Organization!.rows = [{Id: anId('00D', 1), FiscalYearStartMonth: month}]
    const {report, fiscalYearStartMonth} = await readOrg(fake, {needs: flat, needsFiscalYear})
    expect([report.fiscalYearStartMonth ?? null, fiscalYearStartMonth]).toEqual([is, is])
    expect(fake.countOf(/FROM Organization/)).toBe(needsFiscalYear ? 1 : 0)
  })

  it('with one currency does not tell it: the settings may', async () => {
    opportunities(anOpportunity(1))
    const silent = await readOrg(fake, {needs: flat})
    expect(silent.fields).not.toContain('currency')
    const told = await readOrg(fake, {needs: flat, settings: {currency: 'eur'}})
    expect(told.fields).toContain('currency')
    expect(told.deals[0]!.currency).toBe('EUR')
  })

  it('with many has amounts in the one of the user', async () => {
    fake.tables.Opportunity!.fields.CurrencyIsoCode = {type: 'picklist'}
    fake.rate = 1.5
    fake.tables.User!.rows = [{Id: anId('005', 1), DefaultCurrencyIsoCode: 'CHF'}]
    opportunities(anOpportunity(1, {Amount: 200, CurrencyIsoCode: 'USD'}), anOpportunity(2, {Amount: null}))
    const {deals} = await readOrg(fake, {needs: flat})
    expect(deals.map(({amount, currency}) => ({amount, currency}))).toEqual([
      {amount: 300, currency: 'CHF'},
      {amount: null, currency: null},
    ])
  })

  it.each<{name: string; given: string; user: string | null; is: string; warnings: string[]}>([
    {name: 'the same', given: 'USD', user: 'USD', is: 'USD', warnings: []},
    {
      name: 'another',
      given: 'EUR',
      user: 'USD',
      is: 'USD',
      warnings: [
        'amounts are in USD, the currency of the user who logs in; --currency EUR is for orgs with one currency',
      ],
    },
    {name: 'the only one known', given: 'EUR', user: null, is: 'EUR', warnings: []},
  ])(
    'with many keeps that of the user where the settings give $name',
    async ({given, user, is, warnings}) => {
      fake.tables.Opportunity!.fields.CurrencyIsoCode = {type: 'picklist'}
      fake.tables.User!.rows = [{Id: anId('005', 1), DefaultCurrencyIsoCode: user}]
      opportunities(anOpportunity(1))
      const {deals, report} = await readOrg(fake, {needs: flat, settings: {currency: given}})
      expect(deals[0]!.currency).toBe(is)
      expect(report.warnings).toEqual(warnings)
    },
  )
})

describe('a filter', () => {
  const yearsEnd = parseCalendarDate('2026-12-31')!

  it.each<{name: string; filter: DealFilter; open: string[]}>([
    {name: 'stages', filter: {stages: ['proposal']}, open: ['Deal 2']},
    {name: 'owners', filter: {owners: ["Bo O'Hara"]}, open: ['Deal 3']},
    {name: 'pipelines', filter: {pipelines: ['Renewals']}, open: ['Deal 3']},
    {name: 'a first close date', filter: {closeFrom: yearsEnd}, open: ['Deal 1', 'Deal 2']},
    {name: 'a last close date', filter: {closeTo: yearsEnd}, open: ['Deal 1', 'Deal 3']},
    {name: 'SOQL', filter: {soql: "Type = 'Renewal' OR Amount > 1002"}, open: ['Deal 2', 'Deal 3']},
  ])('of $name is asked for of open deals', async ({filter, open}) => {
    const owner = {Owner: {Name: "Bo O'Hara"}, RecordType: {Name: 'Renewals'}}
    opportunities(
      anOpportunity(1),
      anOpportunity(2, {StageName: 'Proposal', Type: 'Renewal', CloseDate: '2027-01-01'}),
      anOpportunity(3, {CloseDate: '2026-12-30', ...owner}),
      aClosedOpportunity(4, owner),
    )
    const {deals} = await readOrg(fake, {needs: flat, filter})
    expect(deals.filter(({outcome}) => outcome === 'open').map(({name}) => name)).toEqual(open)
    expect(deals.filter(({outcome}) => outcome === 'won').length).toBe(1)
  })

  const hiddenName = {Owner: {Name: null}, OwnerId: anId('005', 7)}

  it.each<{
    name: string
    owners: string[]
    row?: Record<string, unknown>
    isNoLookup?: true
    isAsked: boolean
  }>([
    {name: 'by name', owners: ['Ann Able'], isAsked: true},
    {name: 'by an id, for the name is hidden', owners: [anId('005', 7)], row: hiddenName, isAsked: false},
    {name: 'by a name and an id', owners: ['Ann Able', anId('005', 7)], row: hiddenName, isAsked: false},
    {name: 'by an id, for all names are hidden', owners: [anId('005', 1)], isNoLookup: true, isAsked: false},
    {name: 'by name where all are hidden', owners: ['Ann Able'], isNoLookup: true, isAsked: false},
  ])(
    'of owners $name leaves out nothing: asked for is $isAsked',
    async ({owners, row, isNoLookup, isAsked}) => {
      if (isNoLookup) fake.tables.Opportunity!.fields.OwnerId = {type: 'reference'}
      opportunities(anOpportunity(1, row), aClosedOpportunity(2, row))
      const {deals} = await readOrg(fake, {needs: flat, filter: {owners}})
      expect(deals.map(({outcome}) => outcome)).toEqual(['open', 'won'])
      expect(deals[0]!.owner).toBe(row || isNoLookup ? anId('005', row ? 7 : 1) : 'Ann Able')
      expect(fake.countOf(/Owner\.Name IN/)).toBe(isAsked ? 2 : 0)
    },
  )
})

describe('pages', () => {
  it.each([
    {rows: 0, pages: 1},
    {rows: 1999, pages: 1},
    {rows: 2000, pages: 1},
    {rows: 2001, pages: 2},
    {rows: 10_001, pages: 6},
  ])('of $rows deals are $pages, and nothing is missing', async ({rows, pages}) => {
    opportunities(...many(rows))
    const {deals, report} = await readOrg(fake, {needs: flat})
    expect(new Set(deals.map(({id}) => id)).size).toBe(rows)
    expect(report).toMatchObject({rowsRead: rows, refusedCount: 0, warnings: []})
    // And one that describes, and one of closed deals.
    expect(fake.requests.length).toBe(pages + 2)
  })

  it('may be smaller than asked for', async () => {
    fake.pageSize = 200
    opportunities(...many(1000))
    const {deals} = await readOrg(fake, {needs: flat})
    expect(deals.length).toBe(1000)
    expect(fake.requests.length).toBe(5 + 2)
  })
})
