import {expect, it} from 'vitest'
import {topCommand} from '../../../src/cli/commands/top.js'
import {aDaemonRow} from '../../support/a-daemon-row.js'
import {aRun} from '../../support/a-run.js'
import {aListing} from '../../support/a-scheduled-review.js'
import {jsonOf, runCommand} from '../../support/run-command.js'

const stored = {
  reviews: [
    aListing({id: 'review-2', name: 'apac', isActive: false, pausedReason: 'red \u001b[31m'}),
    aListing(),
  ],
  runs: [aRun({completedAt: new Date('2025-04-01T11:00:00Z')})],
  daemon: aDaemonRow(),
}
const once = {once: true, json: false}

it('prints once how everything is where there is no terminal to draw on', async () => {
  const {out, error} = await runCommand(topCommand, {...once, once: false}, {stored})
  expect(error).toBeNull()
  expect(out).toMatchInlineSnapshot(`
    "revsched  daemon up 3:00:00  pid 4242  version 1.2.3  since Tue 1 Apr 05:00
    2 reviews  0 waiting, 0 running  24 h: 0 failed

    REVIEW  NEXT DUE  SCORE      TREND  AT RISK  UNSENT  LAST RESULT         CONNECTION  STATE
    apac           -                                                         emea        paused: red \\u{1b}[31m
    weekly    5d 22h  65 yellow  ▆            2          1h ago, 6 findings  emea        ok
    "
  `)
})

it.each([
  ['without reviews', {reviews: []}, /no scheduled reviews yet; revsched add makes one/],
  ['without a daemon', {daemon: null}, /^revsched {2}no daemon runs: start one with revsched daemon\n/],
])('says %s what to do', async (_, changes, text) => {
  const {out, error} = await runCommand(topCommand, once, {stored: {...stored, ...changes}})
  expect([error, text.test(out)]).toEqual([null, true])
})

it('the same as one JSON document', async () => {
  const document = jsonOf(await runCommand(topCommand, {once: false, json: true}, {stored}))
  expect(document).toMatchObject({
    at: '2025-04-01T12:00:00.000Z',
    status: {daemon: {pid: 4242, isAlive: true}, queue: {queued: 0, running: 0}},
    reviews: [
      {name: 'apac', isActive: false, running: null, waiting: null, results: []},
      {
        name: 'weekly',
        results: [{healthScore: 65.4, highRiskDeals: 2, completedAt: '2025-04-01T11:00:00.000Z'}],
      },
    ],
  })
  expect(JSON.stringify(document)).not.toMatch(/lease|connectionUserId/i)
})

it('tells of a database that cannot be read before it takes the screen', async () => {
  const databaseFailure = new Error('the database is locked')
  let isAsked = false
  const host = {
    terminal: async () => {
      isAsked = true
      return null
    },
  }
  const {error, out} = await runCommand(topCommand, {...once, once: false}, {databaseFailure, host})
  expect([error, out, isAsked]).toEqual([databaseFailure, '', false])
})
