import {describe, expect, it} from 'vitest'
import type {Deal, DealField} from '../../../src/domain/review/deal.js'
import {readFile} from '../../support/read-file.js'

describe('fields that only some files have', () => {
  it.each<{column: string; value: string; is: Partial<Deal>}>([
    {column: 'Owner Active', value: 'TRUE', is: {isOwnerActive: true}},
    {column: 'Owner: Is Active', value: '1', is: {isOwnerActive: true}},
    {column: 'Owner.IsActive', value: 'false', is: {isOwnerActive: false}},
    {column: 'owner_active', value: 'no', is: {isOwnerActive: false}},
    {column: 'Owner Active', value: 'on leave', is: {isOwnerActive: null}},
    {column: 'Stage Active', value: 'yes', is: {isStageActive: true}},
    {column: 'IsStageActive', value: '0', is: {isStageActive: false}},
    {column: 'Push Count', value: '3', is: {pushCount: 3}},
    {column: 'PushCount', value: '', is: {pushCount: null}},
    {column: 'Has Overdue Task', value: 'yes', is: {hasOverdueTask: true}},
    {
      column: 'Next Step Changed At',
      value: '2026-03-01T09:00:00Z',
      is: {nextStepChangedAt: new Date('2026-03-01T09:00:00Z')},
    },
    {column: 'Stage Probability', value: '40 %', is: {stageProbability: 0.4}},
    {column: 'Default Probability', value: '0.4', is: {stageProbability: 0.4}},
    {column: 'Owner Active', value: '', is: {isOwnerActive: null}},
  ])('$column with "$value"', async ({column, value, is}) => {
    const {deals, fields} = await readFile(`id,name,${column}\n1,Northwind,${value}\n`)
    expect(deals[0]).toMatchObject(is)
    expect(Object.keys(is).filter(field => !fields.has(field as DealField))).toEqual([])
  })
})

it.each([
  {settings: {fiscalYearStartMonth: 2}, is: 2},
  {settings: {}, is: undefined},
])('the fiscal year begins as the settings say: $is', async ({settings, is}) => {
  const {report} = await readFile('id,name\n1,Northwind\n', {settings})
  expect(report.fiscalYearStartMonth).toBe(is)
})

describe('addresses of owners', () => {
  const rows = (column: string) => `id,name,stage,owner,${column}\n`

  it.each<{what: string; content: string; settings?: Record<string, unknown>; emails: object}>([
    ...['Owner Email', 'owner_email', 'Deal Owner Email', 'Opportunity Owner: Email', 'Owner.Email'].map(
      column => ({
        what: `of the column ${column}`,
        content: `${rows(column)}1,A,New,Ada,ada@acme.com\n2,B,New,Bo, bo@acme.com \n3,C,New,Ada,\n`,
        emails: {Ada: 'ada@acme.com', Bo: 'bo@acme.com'},
      }),
    ),
    {
      what: 'of a column that is named',
      content: `${rows('Mail')}1,A,New,Ada,ada@acme.com\n`,
      settings: {map: {ownerEmail: 'Mail'}},
      emails: {Ada: 'ada@acme.com'},
    },
    {
      what: 'of two of a name',
      content: `${rows('Owner Email')}1,A,New,Ada,a@acme.com\n2,B,New,Ada,b@acme.com\n`,
      emails: {Ada: null},
    },
    {what: 'of closed deals', content: `${rows('Owner Email')}1,A,Closed Won,Ada,a@acme.com\n`, emails: {}},
    {what: 'of no owner', content: `${rows('Owner Email')}1,A,New,,a@acme.com\n`, emails: {}},
  ])('are gathered where somebody writes to them: $what', async ({content, settings = {}, emails}) => {
    const {report, fields} = await readFile(content, {settings, needsOwnerEmails: true})
    expect([report.ownerEmails, report.warnings]).toEqual([emails, []])
    expect(fields).not.toContain('ownerEmail')
  })

  it('are missed where no column has them', async () => {
    const {report} = await readFile('id,name,stage\n1,A,New\n', {needsOwnerEmails: true})
    expect(report).toMatchObject({ownerEmails: {}, warnings: [expect.stringContaining('--map ownerEmail=')]})
  })

  it('are left out where nobody asks, and stay there for rules that name their column', async () => {
    const content = `${rows('Owner Email')}1,A,New,Ada,a@acme.com\n`
    const {report, deals} = await readFile(content, {customFields: ['Owner Email']})
    expect(report).not.toHaveProperty('ownerEmails')
    expect(deals[0]!.custom).toEqual({'Owner Email': 'a@acme.com'})
  })
})
