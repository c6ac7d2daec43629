import {describe, expect, it} from 'vitest'
import {readFile, testFile} from '../../support/read-file.js'

const warning = (field: string, taken: string, other: string) =>
  `the columns "${taken}" and "${other}" both fit ${field}, "${taken}" is taken; to change it: --map ${field}="${other}"`

type Case = {
  name: string
  header: string
  settings?: Record<string, unknown>
  /** Of a review, and of `connection test`. */
  review: string[]
  test: string[]
}

const silent = {review: [], test: []}
const always = (...warnings: string[]) => ({review: warnings, test: warnings})

describe('columns that fit one field', () => {
  it.each<Case>([
    {name: 'one', header: 'id,stage,amount', ...silent},
    {
      name: 'two of one name in other case',
      header: 'id,stage,Amount,amount',
      ...always(warning('amount', 'Amount', 'amount')),
    },
    {
      name: 'three of one name',
      header: 'id,stage,Close Date,close_date,CloseDate',
      ...always(
        warning('closeDate', 'Close Date', 'close_date'),
        warning('closeDate', 'Close Date', 'CloseDate'),
      ),
    },
    {
      name: 'two names',
      header: 'id,stage,Deal Name,Opportunity Name',
      review: [],
      test: [warning('name', 'Opportunity Name', 'Deal Name')],
    },
    {
      name: 'a more specific one',
      header: 'id,stage,Amount,Amount in company currency',
      review: [],
      test: [warning('amount', 'Amount in company currency', 'Amount')],
    },
    {name: 'a name and its id', header: 'id,stage,Account ID,Account Name', ...silent},
    {
      name: 'two ids',
      header: 'Deal ID,Record ID,stage',
      review: [],
      test: [warning('id', 'Record ID', 'Deal ID')],
    },
    {name: 'the twins of HubSpot', header: 'id,hs_object_id,createdate,createdAt,dealstage', ...silent},
    {
      name: 'a twin of HubSpot and a third one',
      header: 'id,hs_object_id,Deal ID,dealstage',
      review: [],
      test: [warning('id', 'Deal ID', 'id'), warning('id', 'Deal ID', 'hs_object_id')],
    },
    {
      name: 'twins of HubSpot in words of others',
      header: 'id,Create Date,Created At,stage',
      review: [],
      test: [warning('createdAt', 'Create Date', 'Created At')],
    },
    {
      name: 'one that is taken for another field',
      header: 'id,stage,name,deal',
      settings: {map: {account: 'deal'}},
      ...silent,
    },
    {
      name: 'two of one name, of which one is chosen',
      header: 'id,stage,Amount,amount',
      settings: {map: {amount: 'amount'}},
      ...silent,
    },
    {
      name: 'two of one name, of which none is wanted',
      header: 'id,stage,Amount,amount',
      settings: {map: {amount: null}},
      ...silent,
    },
  ])('$name', async ({header, settings, review, test}) => {
    const content = `${header}\n${header.replace(/[^,]+/g, '1')}\n`
    const options = {settings: {maxRefusedShare: 1, ...settings}}
    expect((await testFile(content, options)).report.warnings).toEqual(test)
    expect((await readFile(content, options)).report.warnings).toEqual(review)
  })

  it('an answer of the API of HubSpot', async () => {
    const deal = {
      id: '512',
      properties: {
        hs_object_id: '512',
        dealname: 'Northwind',
        dealstage: 'qualified',
        createdate: '2026-01-02T00:00:00Z',
      },
      createdAt: '2026-01-02T00:00:00Z',
      updatedAt: '2026-02-02T00:00:00Z',
      archived: false,
    }
    const {report, columns} = await testFile(JSON.stringify({results: [deal]}), {name: 'd.json'})
    expect(report.warnings).toEqual([])
    const taken = columns.filter(({field}) => field === 'id' || field === 'createdAt')
    expect(taken.map(({column}) => column)).toEqual(['hs_object_id', 'createdate'])
  })

  it('a key of JSON in other case', async () => {
    const {report} = await testFile('[{"id":1,"stage":"A","amount":1},{"id":2,"Amount":2}]', {name: 'd.json'})
    expect(report.warnings).toEqual([warning('amount', 'amount', 'Amount')])
  })
})
