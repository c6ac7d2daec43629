import {expect, it} from 'vitest'
import {MissingSignals} from '../../../src/domain/review/missing-signals.js'
import type {SignalField} from '../../../src/domain/rules/rule.js'
import {aDeal} from '../../support/a-deal.js'

type Given = NonNullable<Parameters<typeof aDeal>[0]>

const at = '2025-03-31T09:00:00Z'
const full: Given = {
  lastActivityAt: at,
  nextActivityAt: at,
  contactCount: 1,
  forecastCategory: 'omitted',
  contactRoles: [],
}

it.each<{name: string; deal: Given; missing: SignalField[]}>([
  {name: 'a deal that has them all, one of them an empty list', deal: {}, missing: []},
  {name: 'no last activity', deal: {lastActivityAt: null}, missing: ['lastActivityAt']},
  {name: 'no next activity', deal: {nextActivityAt: null}, missing: ['nextActivityAt']},
  {name: 'contacts that nobody counts', deal: {contactCount: null}, missing: ['contactCount']},
  {name: 'contacts that a CRM counts as none', deal: {contactCount: 0}, missing: ['contactCount']},
  {name: 'no category', deal: {forecastCategory: null}, missing: ['forecastCategory']},
  {name: 'no roles', deal: {contactRoles: null}, missing: ['contactRoles']},
])('counts what the deals of some rows lack: $name', ({deal, missing}) => {
  const signals = new MissingSignals(1)
  const lacking = aDeal({...full, ...deal})
  signals.add([aDeal(full), lacking], [0, 1])
  signals.add([lacking], [5000])
  const counts = [...signals.counts(Uint32Array.of(0, 5000))]
  expect(counts.filter(([, count]) => count > 0)).toEqual(missing.map(signal => [signal, 1]))
})
