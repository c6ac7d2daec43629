import {join} from 'node:path'
import {describe, expect, it} from 'vitest'
import {fileConnector} from '../../../src/connectors/file/connector.js'

const data = process.env.REVSCHED_TEST_DATA
if (!data) process.stderr.write('skipped: REVSCHED_TEST_DATA names no folder of sales data\n')

/** Files that nobody here wrote, with the settings each needs and what must be read from it. */
const files: [string, Record<string, unknown>, {rows: number; open: number; won: number; lost: number}][] = [
  ['maven-crm/sales_pipeline.csv.gz', {}, {rows: 8800, open: 2089, won: 4238, lost: 2473}],
  ['salesforce-dev-org/Opportunity.csv', {}, {rows: 36, open: 16, won: 12, lost: 8}],
  // Its probabilities were made anonymous and reach 1000: the field is taken from no column.
  [
    'fivetran-salesforce-seeds/sf_opportunity_data.csv',
    {map: {probability: null}},
    {rows: 10, open: 1, won: 5, lost: 4},
  ],
  [
    'fivetran-salesforce-seeds/sf_opportunity_history_data.csv',
    {map: {probability: null}},
    {rows: 10, open: 1, won: 5, lost: 4},
  ],
  // A history holds a deal once per change: the deal's own id is in another column.
  [
    'salesforce-dev-org/OpportunityHistory.csv',
    {map: {id: 'OpportunityId'}},
    {rows: 48, open: 21, won: 19, lost: 8},
  ],
  ['fivetran-hubspot-seeds/deal_data.csv', {}, {rows: 44, open: 44, won: 0, lost: 0}],
  ['hubspot-api-deals/deals_p1.json', {}, {rows: 1, open: 0, won: 0, lost: 1}],
  ['hubspot-api-deals/deals_p2.json', {}, {rows: 2, open: 1, won: 0, lost: 1}],
]

describe.skipIf(!data)('sales data of others', () => {
  it.each(files)('%s', async (path, settings, expected) => {
    const test = await fileConnector.test(
      {path: join(data!, 'data', path), ...settings},
      {timeZone: 'UTC'},
      new AbortController().signal,
    )
    const {dealsOpen: open, dealsWon: won, dealsLost: lost, report} = test
    expect({rows: report.rowsRead, open, won, lost}).toEqual(expected)
    expect(report.refusedCount).toBe(0)
  })

  it('a probability of 1000 % is refused, with its row', async () => {
    const path = join(data!, 'data/fivetran-salesforce-seeds/sf_opportunity_data.csv')
    const test = await fileConnector.test({path}, {timeZone: 'UTC'}, new AbortController().signal)
    expect(test.problem?.message).toContain('row 2, column "probability", value "1000"')
  })
})
