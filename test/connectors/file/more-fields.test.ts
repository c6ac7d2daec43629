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
