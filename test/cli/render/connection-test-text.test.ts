import {describe, expect, it} from 'vitest'
import {connectionTestText} from '../../../src/cli/render/connection-test-text.js'
import {fieldsOfKind} from '../../../src/connectors/all-connectors.js'
import type {ConnectionKind} from '../../../src/domain/crm-connection.js'
import type {ConnectionTest} from '../../../src/domain/ports/connector.js'
import {displayWidth} from '../../../src/report/escape.js'
import {aDeal} from '../../support/a-deal.js'
import {recordedOutput} from '../../support/fake-output.js'

const refusal = {row: 7, column: 'Amount', value: 'a lot', reason: 'not a number'}

const recognised: ConnectionTest = {
  description: '/data/deals.csv: CSV, comma separated, UTF-8, 51 kB',
  columns: [
    {column: 'Opportunity Name', field: 'name', reading: 'text', filled: 1, ambiguity: null},
    {
      column: 'Close Date',
      field: 'closeDate',
      reading: 'date, month first (11/30/2026)',
      filled: 0.994,
      ambiguity: 'every value fits both',
    },
    {column: 'Region', field: null, reading: 'text', filled: 0.5, ambiguity: null},
  ],
  missingFields: [],
  dealsOpen: 1204,
  dealsWon: 2,
  dealsLost: 1,
  duplicateIds: 0,
  stages: [{stage: 'Proposal', deals: 1204, outcome: 'open'}],
  sample: [aDeal({id: 'd1', name: 'Kestrel Health expansion', amount: 25_000})],
  report: {rowsRead: 1207, bytesRead: 51_000, refusedCount: 0, refusals: [], warnings: []},
  problem: null,
}

const text = async (
  changes: Partial<ConnectionTest> = {},
  options: Parameters<typeof recordedOutput>[0] = {},
  kind: ConnectionKind = 'file',
) => {
  const tested = {test: {...recognised, ...changes}, kind, fields: await fieldsOfKind(kind)}
  return connectionTestText(tested, recordedOutput(options))
}
const reportOf = (report: Partial<ConnectionTest['report']>) => ({
  report: {...recognised.report, ...report},
})

describe('what is recognised in a source', () => {
  it.each([
    [0, ''],
    [1, 'warning: 1 row repeats the id of an earlier one; the last of each counts\n'],
    [12, 'warning: 12 rows repeat the id of an earlier one; the last of each counts\n'],
  ])('tells of %i repeated ids', async (duplicateIds, warning) => {
    const shown = await text({duplicateIds})
    expect(shown.slice(shown.indexOf('warning') < 0 ? shown.length : shown.indexOf('warning'))).toBe(warning)
  })

  it.each([
    [1234.56, '1,234.56'],
    [1235, '1,235'],
  ])('shows the amount %d of a sample with its cents', async (amount, shown) =>
    expect(await text({sample: [aDeal({amount})]})).toMatch(new RegExp(` ${shown}( |\n|$)`)),
  )

  it('reads as this', async () => {
    const shown = await text({
      missingFields: ['currency', 'forecastCategory', 'nextStep'],
      ...reportOf({refusedCount: 1, refusals: [refusal], warnings: ['dates are read month first']}),
    })
    expect(shown).toMatchInlineSnapshot(`
      "/data/deals.csv: CSV, comma separated, UTF-8, 51 kB
      1,207 rows: 1,204 open, 2 won, 1 lost, 1 refused

      COLUMN            FIELD      READ AS                                     FILLED
      Opportunity Name  name       text                                          100%
      Close Date        closeDate  date, month first (11/30/2026) (ambiguous)     99%
      Region            (custom)   text                                           50%

      NO COLUMN FOR     SO THESE RULES ARE SKIPPED
      forecastCategory  Forecast mismatch, Commit at risk
      nextStep          No next step
      a column of another name is told to connection add or edit: --map forecastCategory="<column>"
      nor is there one for currency: no rule needs it

      STAGE     MEANS  DEALS
      Proposal  open   1,204

      Sample
      ID  NAME                      STAGE     AMOUNT  CLOSE DATE  OWNER
      d1  Kestrel Health expansion  Proposal  25,000  2025-06-30  Ada

      Refused rows (1)
      ROW  COLUMN  VALUE  REASON
        7  Amount  a lot  not a number
      warning: dates are read month first
      "
    `)
  })

  it('tells of a CRM what a missing field is read from, and nothing of columns', async () => {
    const shown = await text({missingFields: ['currency', 'pushCount', 'nextStep']}, {}, 'salesforce')
    expect(shown.slice(shown.indexOf('NO FIELD'), shown.indexOf('STAGE '))).toMatchInlineSnapshot(`
      "NO FIELD FOR  SO THESE RULES ARE SKIPPED  IT COMES FROM
      pushCount     Close date pushed           PushCount, OpportunityHistory.CloseDate
      nextStep      No next step                NextStep
      the CRM does not have these, or the user of the connection may not see them
      nor is there one for currency: no rule needs it

      "
    `)
    expect(await text({missingFields: ['currency']}, {}, 'hubspot')).toContain(
      '\nno field for currency: no rule needs it\n',
    )
  })

  it.each<[string, Partial<ConnectionTest>, string, boolean]>([
    ['an ambiguous column', {}, 'date, month first (11/30/2026) (ambiguous)', true],
    ['a column that no field has', {}, 'Region            (custom)', true],
    [
      'one row',
      {...reportOf({rowsRead: 1}), dealsOpen: 1, dealsWon: 0, dealsLost: 0},
      '1 row: 1 open, 0',
      true,
    ],
    ['thousands', {}, '1,207 rows: 1,204 open', true],
    ['no refused rows', {}, 'efused', false],
    [
      'refused rows as a whole',
      reportOf({refusedCount: 1, refusals: [{...refusal, column: null}]}),
      'Refused rows (1)',
      true,
    ],
    [
      'more refused rows than are kept',
      reportOf({refusedCount: 1300, refusals: [refusal]}),
      'and 1,299 more',
      true,
    ],
    ['as many as are kept', reportOf({refusedCount: 1, refusals: [refusal]}), 'more', false],
    ['no deals', {stages: [], sample: []}, 'STAGE', false],
    ['a missing stage', {stages: [{stage: null, deals: 44, outcome: 'open'}]}, '(none)  open      44', true],
    [
      'a field that rules need',
      {missingFields: ['contactCount']},
      'contactCount   No contact, Single contact',
      true,
    ],
    [
      'how to name its column',
      {missingFields: ['url', 'contactCount']},
      '--map contactCount="<column>"\nnor is there one for url: no rule needs it\n',
      true,
    ],
    [
      'only fields that no rule needs',
      {missingFields: ['pipeline', 'url']},
      '\nno column for pipeline, url: no rule needs them\n',
      true,
    ],
    ['a rule that is off by default', {missingFields: ['closeDate']}, 'Close date far off', false],
    ['every field is there', {}, 'o column for', false],
  ])('%s', async (_, changes, part, isThere) => {
    const shown = await text(changes)
    if (isThere) expect(shown).toContain(part)
    else expect(shown).not.toContain(part)
  })

  it.each([
    [0, '0%'],
    [0.001, '1%'],
    [0.5, '50%'],
    [0.999, '99%'],
    [1, '100%'],
  ])('a column of which a share of %d has a value is filled to %s', async (filled, percent) => {
    const column = {column: 'Region', field: null, reading: 'text', filled, ambiguity: null}
    expect(await text({columns: [column]})).toMatch(new RegExp(`Region .* ${percent}\n`))
  })

  it.each([60, 80])('fits %d columns of a terminal', async width => {
    const long = 'word '.repeat(40)
    const shown = await text(
      {
        description: long,
        missingFields: ['currency', 'pipeline', 'url', 'probability', 'contactCount', 'name'],
        ...reportOf({refusedCount: 1, refusals: [{...refusal, value: long}], warnings: [long]}),
      },
      {isTerminal: true, width},
    )
    for (const line of shown.split('\n')) expect(displayWidth(line), line).toBeLessThanOrEqual(width)
  })

  it('shows what would take over a terminal', async () => {
    const hostile = '\u001b[2J\u202e'
    const shown = await text({
      description: hostile,
      stages: [{stage: hostile, deals: 1, outcome: 'open'}],
      sample: [aDeal({name: hostile})],
      ...reportOf({refusedCount: 1, refusals: [{...refusal, value: hostile}], warnings: [hostile]}),
    })
    expect(shown).not.toMatch(/[\u001b\u202e]/)
  })
})
