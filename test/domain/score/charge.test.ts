import {describe, expect, it} from 'vitest'
import {charge, supersededBy} from '../../../src/domain/score/charge.js'
import {defaultScoring} from '../../../src/domain/score/scoring.js'

const superseding = {...defaultScoring, supersede: ['commit-at-risk'] as const}
const commit = {ruleId: 'commit-at-risk', severity: 'high'} as const
const past = {ruleId: 'close-date-past', severity: 'critical'} as const
const pushed = {ruleId: 'close-date-pushed', severity: 'medium'} as const
const silent = {ruleId: 'no-recent-activity', severity: 'high'} as const
const owner = {ruleId: 'missing-owner', severity: 'high'} as const

describe('where commit-at-risk supersedes', () => {
  it.each([
    {name: 'nothing', found: [], charges: []},
    {name: 'commit-at-risk alone', found: [commit], charges: [25]},
    {name: 'the others without it', found: [past, pushed, silent], charges: [40, 10, 25]},
    {name: 'a milder one beside it', found: [pushed, commit], charges: [0, 25]},
    {name: 'one as grave', found: [silent, commit], charges: [0, 25]},
    {name: 'a graver one', found: [commit, past], charges: [40, 0]},
    {name: 'all of them', found: [past, pushed, silent, commit], charges: [0, 0, 0, 75]},
    {name: 'one about something else', found: [owner, past, commit], charges: [25, 0, 40]},
  ])('$name: $charges', ({found, charges}) => {
    const given: number[] = [99, 99, 99, 99]
    const sum = charge(found, superseding, given)
    expect(given.slice(0, found.length)).toEqual(charges)
    expect(sum).toBe(charges.reduce((total, points) => total + points, 0))
  })

  it('says by which rule', () => {
    expect(supersededBy('close-date-past', [past, commit], superseding)).toBe('commit-at-risk')
    expect(supersededBy('close-date-past', [past], superseding)).toBeNull()
    expect(supersededBy('missing-owner', [owner, commit], superseding)).toBeNull()
    expect(supersededBy('commit-at-risk', [past, commit], superseding)).toBeNull()
  })
})

describe('where none supersedes', () => {
  it('each finding costs its own points', () => {
    const charges: number[] = []
    expect(charge([past, pushed, silent, commit], defaultScoring, charges)).toBe(100)
    expect(charges).toEqual([40, 10, 25, 25])
    expect(supersededBy('close-date-past', [past, commit], defaultScoring)).toBeNull()
  })
})
