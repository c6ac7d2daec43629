import {cpSync, readFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {type CrmHome, crmHome} from '../support/crm-home.js'
import {FakeSalesforce} from '../support/fake-salesforce/server.js'
import {anOpportunity} from '../support/fake-salesforce/tables.js'
import {canTrace, injecting} from '../support/faults.js'

// N16 of the table of failures: a login whose refresh token is valid once, asked for by many at once, and by a process that is killed.

// Every write of the whole run with REVSCHED_EVERY_KILL=1 (minutes); else every second from the token's answer to its first use.
const isEvery = process.env.REVSCHED_EVERY_KILL === '1'
// A sync changes nothing that another process sees, and strace counts each kind of call by itself: writes are enough.
const calls = 'pwrite64'

let fake: FakeSalesforce
let home: CrmHome
let first: {accessToken: string; refreshToken: string}

beforeEach(async () => {
  fake = await FakeSalesforce.start()
  fake.tables.Opportunity!.rows = [anOpportunity(1), anOpportunity(2)]
  first = {accessToken: fake.oauth.newAccessToken(), refreshToken: fake.oauth.newRefreshToken()}
  const settings = {
    login: 'browser',
    clientId: fake.oauth.clientId,
    loginUrl: fake.url,
    isPrivateAllowed: true,
  }
  home = await crmHome({
    kind: 'salesforce',
    settings,
    secret: JSON.stringify({...first, instanceUrl: fake.url}),
  })
  fake.oauth.accessTokens.clear()
})

afterEach(async () => {
  expect(
    home.hunt([...Object.values(first), ...fake.oauth.accessTokens, ...fake.oauth.refreshTokens]),
  ).toEqual([])
  await fake.stop()
  home.remove()
})

const tokenCall = /oauth2\/token/
const refreshes = () => fake.countOf(tokenCall)
const stored = async () => JSON.parse(await home.secret()) as typeof first

it('ten runs at once: one refresh, whose token the others take', async () => {
  const runs = await Promise.all(
    Array.from({length: 10}, () => home.run(['run-now', '--connection', 'emea', '--json'])),
  )
  expect(runs.map(({exit}) => exit)).toEqual(Array(10).fill(0))
  expect(refreshes()).toBe(1)
  expect([...fake.oauth.refreshTokens]).toEqual([(await stored()).refreshToken])
}, 90_000)

/** How often the main thread has written, by strace's report. */
function madeIn(trace: string): number {
  const lines = readFileSync(trace, 'utf8').trim().split('\n')
  const main = lines[0]!.split(' ')[0]
  return lines.filter(line => line.startsWith(`${main} `) && line.includes('(')).length
}

/** The writes of a run: all, those before the token's answer, and those before the new token is used. */
async function counted() {
  const trace = join(home.folder, 'trace')
  const at = {answer: 0, use: 0}
  fake.beforeAnswer = line => {
    if (tokenCall.test(line)) at.answer = madeIn(trace)
    else if (at.answer > 0 && at.use === 0) at.use = madeIn(trace)
  }
  const before = ['strace', '-f', '-qq', '-o', trace, '-e', `trace=${calls}`]
  expect(await home.run(['run-now', 'weekly', '--json'], {before})).toMatchObject({exit: 0})
  fake.beforeAnswer = () => {}
  const all = madeIn(trace)
  rmSync(trace)
  return {...at, all}
}

function upTo(first: number, last: number): number[] {
  return Array.from({length: last - first + 1}, (_, at) => first + at)
}

/** And the second one, by which the answer has come and nothing is stored. */
function everySecond(points: readonly number[]): number[] {
  return points.filter((_, at) => at === 1 || at % 2 === 0)
}

/** The org as it was before: one refresh token, no session. */
function startOver(): void {
  fake.oauth.accessTokens.clear()
  fake.oauth.refreshTokens.clear()
  fake.oauth.refreshTokens.add(first.refreshToken)
  fake.requests.length = 0
}

describe.skipIf(!canTrace)('kill -9 (needs strace) while the new token is stored', () => {
  it('leaves one of the two tokens, the new one before it is used; the next run goes on or says who must log in', async () => {
    const template = `${home.state}-template`
    cpSync(home.state, template, {recursive: true})
    const {answer, use, all} = await counted()
    expect(use - answer).toBeGreaterThan(1)
    const left = new Set<string>()
    for (const point of isEvery ? upTo(1, all) : everySecond(upTo(answer, use + 1))) {
      rmSync(home.state, {recursive: true})
      cpSync(template, home.state, {recursive: true})
      startOver()
      let uses = 0
      fake.beforeAnswer = (_, token) => {
        if (token !== null && fake.oauth.accessTokens.has(token)) uses++
      }
      const before = injecting(calls, `signal=KILL:when=${point}`)
      await home.run(['run-now', 'weekly', '--json'], {before})
      const {refreshToken} = await stored()
      const isNew = refreshToken !== first.refreshToken
      const told = `killed at ${point} of ${all}, refresh token ${isNew ? 'stored' : 'not stored'}`
      // A token is used at the API only once it is stored.
      if (!isNew) expect(uses, told).toBe(0)
      const isLost = !isNew && refreshes() > 0
      left.add(isNew ? 'new' : isLost ? 'lost' : 'old')
      const next = await home.run(['run-now', 'weekly', '--json'])
      expect([next.exit, home.needsLogin()], told).toEqual(isLost ? [5, true] : [0, false])
      if (!isLost) expect(refreshes(), told).toBe(1)
    }
    expect([...left]).toEqual(expect.arrayContaining(['new', 'lost']))
  }, 1_200_000)
})
