import {userInfo} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {openDatabase} from '../../src/store/open.js'
import {aListing} from '../support/a-scheduled-review.js'
import {storeOptions} from '../support/a-store.js'
import {type CrmHome, crmHome} from '../support/crm-home.js'
import {until} from '../support/daemon-folder.js'
import {type DaemonProcess, daemonIn} from '../support/daemon-process.js'
import {changeIn, rowsIn} from '../support/due-now.js'
import {bodyAnswer, errorAnswer} from '../support/fake-salesforce/faults.js'
import {FakeSalesforce} from '../support/fake-salesforce/server.js'
import {anOpportunity} from '../support/fake-salesforce/tables.js'
import {sampleFile} from '../support/program.js'

// What the daemon does about a CRM that lets it wait (N10, N12), does not answer (N36) or answers when nobody waits any more (N37), with all that it may log.

let fake: FakeSalesforce
let home: CrmHome
let daemon: DaemonProcess

beforeEach(async () => {
  fake = await FakeSalesforce.start()
  fake.tables.Opportunity!.rows = [anOpportunity(1), anOpportunity(2)]
  const settings = {
    login: 'browser',
    clientId: fake.oauth.clientId,
    loginUrl: fake.url,
    isPrivateAllowed: true,
  }
  const login = {accessToken: fake.oauth.newAccessToken(), refreshToken: fake.oauth.newRefreshToken()}
  const secret = JSON.stringify({...login, instanceUrl: fake.url})
  home = await crmHome({kind: 'salesforce', settings, secret}, {maxRetries: 1})
  await home.run(['connection', 'add', 'file', 'disk', '--path', sampleFile])
  await home.run(['add', 'other', '--connection', 'disk', '--schedule', '0 6 * * 1'])
  const args = ['--log-level', 'debug', '--concurrency', '2', '--grace', '1s']
  daemon = daemonIn(home.state, {args, env: {no_proxy: '*'}})
  await daemon.logged('daemon-started')
})

afterEach(async () => {
  daemon.kill('SIGTERM')
  home.said.daemon = (await daemon.ended).stderr
  await fake.stop()
  expect(home.hunt([...fake.oauth.accessTokens, ...fake.oauth.refreshTokens])).toEqual([])
  home.remove()
})

const weekly = () => home.runs()[0]!

const unscored = (status: string, errorCode: string) => ({status, errorCode, deals: null, isScored: 0})

/** Its slot is free: another review is run beside whatever became of this one. */
async function otherCompletes(): Promise<void> {
  await home.run(['run-now', 'other', '--queue'])
  await until('the other review', () =>
    daemon.log().some(({event, review}) => event === 'run-completed' && review === 'other'),
  )
}

const firstPage = /FROM Opportunity WHERE \(IsClosed = false/
const limit = errorAnswer(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')

describe('a CRM that lets wait: the daemon', () => {
  it('N10 asks again after the time that it was told, and gives the slot to others meanwhile', async () => {
    fake.faults.push({on: firstPage, answer: bodyAnswer(429, '', {'retry-after': '120'})})
    const beforeMs = Date.now()
    await home.run(['run-now', 'weekly', '--queue'])
    const {errorCode, at} = await daemon.logged('run-retried')
    expect(errorCode).toBe('rate-limited')
    expect(Date.parse(String(at)) - beforeMs).toBeGreaterThanOrEqual(120_000)
    await otherCompletes()
    expect([weekly(), fake.countOf(firstPage)]).toEqual([unscored('queued', 'rate-limited'), 1])
  })

  it('N12 does not ask again when the calls of the day are used up', async () => {
    fake.faults.push({on: firstPage, answer: limit})
    await home.run(['run-now', 'weekly', '--queue'])
    expect(await daemon.logged('run-failed')).toMatchObject({errorCode: 'quota'})
    await otherCompletes()
    expect([weekly(), fake.countOf(firstPage)]).toEqual([unscored('failed', 'quota'), 1])
  })
})

/** Reviews of one connection that are due, as their cursors have not moved for an hour. */
async function addDue(names: readonly string[], crmConnectionId: string): Promise<void> {
  const database = await openDatabase(join(home.state, 'revsched.db'), storeOptions)
  const {id: userId} = await database.ensureUser(userInfo().username, 'team')
  const now = Date.now()
  const times = {cursor: new Date(now - 3_600_000), nextRunAt: new Date(now), updatedAt: new Date(now)}
  const fixed = {userId, crmConnectionId, schedule: '0 * * * *', timezone: 'UTC', timezoneCanonical: 'UTC'}
  await database.addReviews(names.map(name => aListing({...fixed, ...times, id: name, name})))
  database.close()
}

const named = (name: string, count: number) => Array.from({length: count}, (_, n) => `${name} ${n + 1}`)

describe('N36 a CRM that does not answer', () => {
  it('holds one of two threads with its 20 reviews; the 5 of another connection complete meanwhile', async () => {
    fake.faults.push({on: firstPage, answer: () => {}})
    const [disk] = rowsIn<{id: string}>(home.state, "SELECT id FROM crm_connections WHERE name = 'disk'")
    await addDue(named('hung', 20), 'connection-1')
    await until('the first of the 20', () => fake.countOf(firstPage) === 1)
    await addDue(named('sound', 5), disk!.id)
    const completed = () => daemon.log().filter(({event}) => event === 'run-completed')
    await until('the other five', () => completed().length === 5)
    expect(new Set(completed().map(({review}) => review))).toEqual(new Set(named('sound', 5)))
    const ofHung = `SELECT status, count(*) AS runs FROM review_runs WHERE review_name LIKE 'hung%' GROUP BY status`
    expect(rowsIn(home.state, ofHung)).toEqual([
      {status: 'queued', runs: 19},
      {status: 'running', runs: 1},
    ])
    expect(fake.countOf(firstPage)).toBe(1)
  })
})

describe('N37 a CRM that answers after the deadline', () => {
  it.each([
    {what: 'with a description', on: /Opportunity\/describe$/},
    {what: 'with deals', on: firstPage},
  ])('$what is not heard', async ({on}) => {
    const lateAnswers: (() => void)[] = []
    fake.faults.push({on, times: 1, answer: response => void lateAnswers.push(() => noDeals(response))})
    changeIn(home.state, 'UPDATE scheduled_reviews SET timeout_ms = 4000')
    await home.run(['run-now', 'weekly', '--queue'])
    expect(await daemon.logged('run-retried')).toMatchObject({errorCode: 'timeout'})
    for (const answer of lateAnswers) answer()
    await otherCompletes()
    expect(lateAnswers.length).toBe(1)
    expect(weekly()).toEqual(unscored('queued', 'timeout'))
    expect(home.needsLogin()).toBe(false)
  })

  it.each([
    {
      ends: 'at its timeout',
      end: () => changeIn(home.state, 'UPDATE scheduled_reviews SET timeout_ms = 4000'),
      told: 'run-retried',
      stored: unscored('queued', 'timeout'),
    },
    {
      ends: 'when it is cancelled',
      end: async () => {
        await until('the call for a token', () => fake.countOf(tokenCall) === 1)
        await home.run(['cancel', 'weekly@latest'])
      },
      told: 'run-cancelled',
      stored: unscored('cancelled', 'cancelled'),
    },
  ])(
    'with a token is heard though the run ends $ends, for the one before it is void: the next run needs no person',
    async ({end, told, stored}) => {
      fake.oauth.accessTokens.clear()
      let isLate = false
      fake.faults.push({
        on: tokenCall,
        times: 1,
        answer: response => {
          const {status, body} = fake.oauth.token(refreshForm(), fake.url)
          void daemon.logged(told).then(() => {
            isLate = true
            bodyAnswer(status, JSON.stringify(body))(response)
          })
        },
      })
      const ending = end()
      await home.run(['run-now', 'weekly', '--queue'])
      await ending
      await until('the late token', () => isLate)
      await otherCompletes()
      expect(weekly()).toEqual(stored)
      expect([...fake.oauth.refreshTokens]).toEqual([JSON.parse(await home.secret()).refreshToken])
      expect(await home.run(['run-now', '--connection', 'emea'])).toMatchObject({exit: 0})
      expect(fake.countOf(tokenCall)).toBe(1)
    },
  )
})

const tokenCall = /oauth2\/token/
const noDeals = bodyAnswer(200, '{"totalSize":0,"done":true,"records":[]}')

/** What the program sends for a token. */
function refreshForm(): URLSearchParams {
  const [refreshToken = ''] = fake.oauth.refreshTokens
  const {clientId} = fake.oauth
  return new URLSearchParams({grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken})
}
