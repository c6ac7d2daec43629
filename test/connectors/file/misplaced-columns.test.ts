import {describe, expect, it} from 'vitest'
import {readFile, refusalOf, testFile} from '../../support/read-file.js'

const content =
  'id,name,stage,amount,close date,created,kickoff\n1,A,Demo,10,2026-11-16,2026-01-05,2026-12-01\n'
const asDate =
  'where the field is closeDate, createdAt, lastStageChangeAt, lastActivityAt, nextActivityAt, nextStepChangedAt'
const asNumber = 'where the field is amount, contactCount, probability, pushCount, stageProbability'

type Settings = Partial<Record<'dateFormats' | 'decimal' | 'map', Record<string, string>>>

describe('a column that a flag cannot change', () => {
  const rows: [string, Settings, string, string][] = [
    [
      'a text as a date',
      {dateFormats: {name: 'dmy'}},
      'the column "name" of --date-format is not read as a date',
      `read as dates: close date, created; to read it as one: --map <field>="name", ${asDate}`,
    ],
    [
      'a custom column as a date',
      {dateFormats: {'close date': 'ymd', kickoff: 'dmy'}},
      'the column "kickoff" of --date-format is not read as a date',
      `read as dates: close date, created; to read it as one: --map <field>="kickoff", ${asDate}`,
    ],
    [
      'a number as a date',
      {dateFormats: {amount: 'dmy'}},
      'the column "amount" of --date-format is not read as a date',
      `read as dates: close date, created; to read it as one: --map <field>="amount", ${asDate}`,
    ],
    [
      'a text as a number',
      {decimal: {stage: 'comma'}},
      'the column "stage" of --decimal is not read as a number',
      `read as numbers: amount; to read it as one: --map <field>="stage", ${asNumber}`,
    ],
  ]

  it.each(rows)('%s: refused where the connection is made', async (_, settings, message, hint) =>
    expect(await refusalOf(testFile(content, {settings}))).toEqual({code: 'usage', message, hint}),
  )

  it.each(rows)('%s: a warning of a stored connection', async (_, settings, message, hint) =>
    expect((await testFile(content, {settings, label: 'file "emea"'})).report.warnings).toEqual([
      `${message}; ${hint}`,
    ]),
  )

  it.each(rows)('%s: no word of it in a review', async (_, settings) =>
    expect((await readFile(content, {settings})).report.warnings).toEqual([]),
  )

  it.each<[string, Settings, string]>([
    ['date', {dateFormats: {name: 'dmy'}}, 'no column is read as a date; to read it as one: --map'],
    ['number', {decimal: {name: 'comma'}}, 'no column is read as a number; to read it as one: --map'],
  ])('a file without a %s', async (_, settings, hint) =>
    expect((await refusalOf(testFile('id,name,stage\n1,A,Demo\n', {settings}))).hint).toContain(hint),
  )

  it.each<[string, Settings]>([
    ['all columns', {dateFormats: {'*': 'dmy'}, decimal: {'*': 'comma'}}],
    ['columns of that kind', {dateFormats: {created: 'dmy'}, decimal: {amount: 'point'}}],
    ['a column that --map makes one', {map: {nextActivityAt: 'kickoff'}, dateFormats: {kickoff: 'ymd'}}],
  ])('%s: taken', async (_, settings) =>
    expect((await testFile(content, {settings})).report.warnings).toEqual([]),
  )
})
