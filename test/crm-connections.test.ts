import {spawn} from 'node:child_process'
import {chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'
import {daemonIn} from './support/daemon-process.js'
import {aHubspotDeal, anAccount, aWonDeal, manyDeals} from './support/fake-hubspot/account.js'
import {FakeHubspot, type FakeHubspotOptions} from './support/fake-hubspot/server.js'
import {errorAnswer, hang} from './support/fake-salesforce/faults.js'
import {FakeSalesforce} from './support/fake-salesforce/server.js'
import {anOpportunity} from './support/fake-salesforce/tables.js'
import {program} from './support/program.js'
import {foundSecrets} from './support/secret-hunt.js'

// The built program against servers that answer as the CRMs do: what a person types, and what is stored and said. What they may do wrong
// is in crm-faults/.

const serviceKey = 'pat-eu1-7f3c+secret/of=the&account'
let home: string
let salesforce: FakeSalesforce
let hubspot: FakeHubspot
let hubspotFault: FakeHubspotOptions['fault']
const said: Record<string, string> = {}

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'revsched-crm-'))
  for (const name of Object.keys(said)) delete said[name]
  salesforce = await FakeSalesforce.start()
  salesforce.tables.Opportunity!.rows = [
    anOpportunity(1, {CloseDate: '2026-01-01'}),
    anOpportunity(2),
    anOpportunity(3, {IsClosed: true, IsWon: true, StageName: 'Closed Won', CloseDate: '2026-10-01'}),
  ]
  hubspotFault = () => null
  const deals = [...manyDeals(3), aWonDeal('9'), aHubspotDeal('10', {dealstage: 'gone'})]
  hubspot = await FakeHubspot.start({
    account: anAccount({deals}),
    tokens: new Set([serviceKey]),
    fault: (...given) => hubspotFault!(...given),
  })
})

afterEach(async () => {
  await Promise.all([salesforce.stop(), hubspot.stop()])
  expect(hubspot.faults).toEqual([])
  rmSync(home, {recursive: true, force: true})
})

type Ran = {code: number | null; out: string; err: string}
type RunOptions = {stdin?: string; env?: NodeJS.ProcessEnv; onError?: (text: string) => void}

/** Runs a command line and keeps what it says for the hunt. */
function run(args: readonly string[], {stdin = '', env = {}, onError}: RunOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], {
    env: {
      PATH: `${home}/bin:${process.env.PATH}`,
      HOME: home,
      REVSCHED_HOME: join(home, 'state'),
      TZ: 'UTC',
      no_proxy: '*',
      ...env,
    },
    stdio: 'pipe',
  })
  const ran: Ran = {code: null, out: '', err: ''}
  child.stdin.end(stdin)
  child.stdout.on('data', data => {
    ran.out += data
  })
  child.stderr.on('data', data => {
    ran.err += data
    onError?.(ran.err)
  })
  return new Promise(resolve =>
    child.on('close', code => {
      const name = `${args.slice(0, 3).join(' ')} (${Object.keys(said).length})`
      said[name] = ran.out + ran.err
      resolve({...ran, code})
    }),
  )
}

const atHubspot = () => ['--api-url', hubspot.url, '--allow-private-address']

function addHubspot(): Promise<Ran> {
  return run(['connection', 'add', 'hubspot', 'apac', '--secret-stdin', ...atHubspot()], {
    stdin: `${serviceKey}\n`,
  })
}

/** Adds the connection `emea`, and does what a person does in the browser. */
async function addByBrowser(
  args: readonly string[] = ['connection', 'add', 'salesforce', 'emea', ...atSalesforce()],
) {
  let isSent = false
  return run([...args, '--redirect-port', '0'], {
    onError(text) {
      const page = /https?:\S+\/services\/oauth2\/authorize\S*/.exec(text)?.[0]
      if (!page || isSent) return
      isSent = true
      const {code, state} = salesforce.oauth.authorize(page)
      const back = new URL(new URL(page).searchParams.get('redirect_uri')!)
      back.search = new URLSearchParams({code, state}).toString()
      // As `localhost` is taken by a browser: whichever family answers.
      void fetch(String(back).replace('localhost', '127.0.0.1'))
    },
  })
}

const atSalesforce = () => [
  ...['--login', 'browser', '--client-id', salesforce.oauth.clientId],
  ...['--login-url', salesforce.url, '--allow-private-address'],
]

const refreshes = () => salesforce.countOf(/^POST \/services\/oauth2\/token/)

function secrets(): string[] {
  return [serviceKey, ...salesforce.oauth.accessTokens, ...salesforce.oauth.refreshTokens]
}

describe('HubSpot with a service key', () => {
  it('is connected, tested, scheduled, run and shown', async () => {
    const added = await addHubspot()
    expect(added).toMatchObject({code: 0})
    expect(added.out).toContain('HubSpot account 123456')
    expect(added.out).toContain('5 rows: 4 open, 1 won, 0 lost')
    expect((await run(['connection', 'test', 'apac'])).code).toBe(0)
    const schedule = ['--connection', 'apac', '--schedule', 'every monday at 6am', '--max-amount', '1000']
    expect((await run(['add', 'weekly', ...schedule])).code).toBe(0)
    const ran = await run(['run-now', 'weekly', '--json'])
    expect(ran).toMatchObject({code: 0})
    expect(JSON.parse(ran.out).run).toMatchObject({status: 'completed', dealsAnalyzed: 4})
    expect(JSON.parse(ran.out).review.deals[0].url).toMatch(
      /^https:\/\/app-eu1\.hubspot\.com\/contacts\/123456\/record\/0-3\/\d+$/,
    )
    expect((await run(['history', 'weekly', '--json'])).code).toBe(0)
    expect(foundSecrets(secrets(), {texts: said, folders: [home]})).toEqual([])
  })

  it('fetches what has changed, and reviews it as if all had been fetched', async () => {
    const review = async (name: string) => {
      const {review} = JSON.parse((await run(['run-now', '--connection', name, '--json'])).out)
      return {...review, asOf: null, source: {...review.source, label: null}}
    }
    const add = (name: string, ...more: string[]) =>
      run(['connection', 'add', 'hubspot', name, '--secret-stdin', ...atHubspot(), ...more], {
        stdin: serviceKey,
      })
    expect((await add('delta', '--delta')).code).toBe(0)
    expect((await add('whole')).code).toBe(0)
    const whole = await review('whole')
    expect(await review('delta')).toEqual(whole)
    const before = hubspot.count('/search')
    expect(await review('delta')).toEqual({...whole, source: {...whole.source, rowsKept: 5}})
    // One for what has changed, two for how many there are, one for the wins whose stages make benchmarks.
    expect(hubspot.count('/search') - before).toBe(4)
    const text = (await run(['run-now', '--connection', 'delta'])).out
    expect(text).toContain('5 rows, 0 of them anew; 4 open deals')
  })

  it.each<[string, string, string]>([
    ['a key that is not taken', 'pat-eu1-other', 'auth'],
    ['no key', '', 'usage'],
    ['two words', 'pat eu1', 'usage'],
  ])('stores nothing with %s', async (_, key, code) => {
    const added = await run(
      ['connection', 'add', 'hubspot', 'apac', '--secret-stdin', '--json', ...atHubspot()],
      {stdin: key},
    )
    expect(JSON.parse(added.err).error.code).toBe(code)
    expect(JSON.parse((await run(['connection', 'list', '--json'])).out)).toEqual([])
  })
})

describe('connection edit', () => {
  it('sends a key only where it was given for', async () => {
    const otherKey = 'pat-eu1-the-other-account'
    const others = await FakeHubspot.start({
      account: anAccount({deals: manyDeals(2)}),
      tokens: new Set([otherKey]),
    })
    await addHubspot()
    const before = hubspot.requests.length
    const move = ['connection', 'edit', 'apac', '--api-url', others.url]
    const refused = await run([...move, '--json'])
    expect(refused.code).toBe(2)
    expect(refused.err).toContain('where the stored login is not sent: log in again')
    expect(refused.err).toContain('"message":"no service key or access token was given"')
    expect(await run(move, {stdin: serviceKey})).toMatchObject({code: 5})
    expect(await run(['run-now', '--connection', 'apac'])).toMatchObject({code: 0})
    expect(hubspot.requests.length).toBeGreaterThan(before)
    const moved = await run([...move, '--secret-stdin'], {stdin: otherKey})
    expect(moved).toMatchObject({code: 0})
    expect(moved.out).toMatch(/\nchanged apac, with a login of its own\n$/)
    const requests = hubspot.requests.length
    expect(await run(['run-now', '--connection', 'apac'])).toMatchObject({code: 0})
    expect(hubspot.requests).toHaveLength(requests)
    await others.stop()
    expect(foundSecrets([...secrets(), otherKey], {texts: said, folders: [home]})).toEqual([])
  }, 90_000)

  it('keeps the login where it goes on to the same place', async () => {
    await addByBrowser()
    const before = refreshes()
    const edit = (version: string) =>
      run(['connection', 'edit', 'emea', '--api-version', version, '--currency', 'EUR'])
    expect(await edit('60.0')).toMatchObject({code: 5, out: ''})
    const edited = await edit('53.0')
    expect(edited).toMatchObject({code: 0, err: ''})
    expect(edited.out).toContain('API 53.0')
    expect(refreshes()).toBe(before)
    const shown = await run(['connection', 'show', 'emea', '--json'])
    expect(JSON.parse(shown.out).settings).toMatchObject({
      apiVersion: '53.0',
      currency: 'EUR',
      login: 'browser',
    })
    expect(await run(['run-now', '--connection', 'emea'])).toMatchObject({code: 0})
  }, 90_000)
})

describe('Salesforce', () => {
  it('is connected through the browser, and stays so while its refresh tokens rotate', async () => {
    const added = await addByBrowser()
    expect(added).toMatchObject({code: 0})
    expect(added.out).toContain('3 rows: 2 open, 1 won, 0 lost')
    const before = refreshes()
    for (let ended = 1; ended <= 3; ended++) {
      salesforce.oauth.accessTokens.clear()
      expect(await run(['run-now', '--connection', 'emea'])).toMatchObject({code: 0})
      expect(refreshes() - before).toBe(ended)
    }
    expect(foundSecrets(secrets(), {texts: said, folders: [home]})).toEqual([])
  }, 90_000)

  it('is read with the login that sf keeps', async () => {
    const token = salesforce.oauth.newAccessToken()
    mkdirSync(join(home, 'bin'))
    const answers = {
      show: JSON.stringify({status: 0, result: {accessToken: token}}),
      display: JSON.stringify({
        status: 0,
        result: {instanceUrl: salesforce.url, username: 'ann@acme.com', accessToken: '[REDACTED]'},
      }),
    }
    writeFileSync(
      join(home, 'bin/sf'),
      `#!/bin/sh\ncase "$*" in\n*show-access-token*) echo '${answers.show}';;\n*) echo '${answers.display}';;\nesac\n`,
    )
    chmodSync(join(home, 'bin/sf'), 0o755)
    const added = await run([
      'connection',
      'add',
      'salesforce',
      'emea',
      '--org',
      'acme',
      '--allow-private-address',
    ])
    expect(added).toMatchObject({code: 0})
    expect(await run(['run-now', '--connection', 'emea'])).toMatchObject({code: 0})
    rmSync(join(home, 'bin'), {recursive: true})
    expect(foundSecrets(secrets(), {texts: said, folders: [home]})).toEqual([])
  })

  it('that lets it in no more is said in the list, not called again, and mended by a login', async () => {
    await addByBrowser()
    await run(['add', 'weekly', '--connection', 'emea', '--schedule', '0 6 * * 1'])
    salesforce.oauth.accessTokens.clear()
    salesforce.oauth.refreshTokens.clear()
    const refused = await run(['run-now', 'weekly', '--json'])
    expect(refused.code).toBe(5)
    expect(JSON.parse(refused.err).error).toMatchObject({
      code: 'auth',
      hint: expect.stringContaining('connection login emea'),
    })
    expect((await run(['list'])).out).toContain('emea (needs login)')
    const daemon = daemonIn(join(home, 'state'), {args: ['--log-level', 'debug'], env: {no_proxy: '*'}})
    await daemon.logged('daemon-started')
    const requests = salesforce.requests.length
    await run(['run-now', 'weekly', '--queue'])
    expect(await daemon.logged('run-failed')).toMatchObject({errorCode: 'auth'})
    expect(salesforce.requests).toHaveLength(requests)
    expect(await addByBrowser(['connection', 'login', 'emea'])).toMatchObject({code: 0})
    await run(['run-now', 'weekly', '--queue'])
    await daemon.logged('run-completed')
    daemon.kill('SIGTERM')
    said.daemon = (await daemon.ended).stderr
    expect((await run(['list'])).out).not.toContain('needs login')
    expect(foundSecrets(secrets(), {texts: said, folders: [home]})).toEqual([])
  }, 120_000)
})

describe('a login', () => {
  it('of a person who logs in again is not overwritten by a token that was being fetched', async () => {
    await addByBrowser()
    salesforce.oauth.accessTokens.clear()
    salesforce.faults.push({
      on: /oauth2.token/,
      times: 1,
      answer: response => void setTimeout(() => errorAnswer(400, 'x', 'x')(response), 3000),
    })
    const late = run(['run-now', '--connection', 'emea'])
    await new Promise(done => setTimeout(done, 1500))
    expect(await addByBrowser(['connection', 'login', 'emea'])).toMatchObject({code: 0})
    await late
    expect((await run(['connection', 'list'])).out).not.toContain('needs login')
    expect(await run(['run-now', '--connection', 'emea'])).toMatchObject({code: 0})
  }, 90_000)

  it('that was being fetched by a process which was killed keeps nobody waiting', async () => {
    await addByBrowser()
    salesforce.oauth.accessTokens.clear()
    salesforce.faults.push({on: /oauth2.token/, times: 1, answer: hang})
    const killed = spawn(process.execPath, [program, 'run-now', '--connection', 'emea'], {
      env: {PATH: process.env.PATH, HOME: home, REVSCHED_HOME: join(home, 'state'), no_proxy: '*'},
      stdio: 'ignore',
    })
    while (salesforce.countOf(/oauth2.token/) < 2) await new Promise(done => setTimeout(done, 50))
    killed.kill('SIGKILL')
    const startedMs = Date.now()
    expect(await run(['run-now', '--connection', 'emea'])).toMatchObject({code: 0})
    expect(Date.now() - startedMs).toBeLessThan(10_000)
  }, 90_000)

  it('that lacks a right is marked, and stays marked until the CRM has taken a call', async () => {
    await addByBrowser()
    const denied = {
      on: /describe/,
      times: 1,
      answer: errorAnswer(403, 'INSUFFICIENT_ACCESS', 'insufficient access rights'),
    }
    salesforce.faults.push(denied)
    expect((await run(['run-now', '--connection', 'emea'])).code).toBe(5)
    expect((await run(['connection', 'list'])).out).toContain('needs login')
    salesforce.faults.push({
      on: /describe/,
      times: 3,
      answer: errorAnswer(503, 'SERVER_UNAVAILABLE', 'maintenance'),
    })
    expect((await run(['run-now', '--connection', 'emea'])).code).toBe(6)
    expect((await run(['connection', 'list'])).out).toContain('needs login')
    expect((await run(['run-now', '--connection', 'emea'])).code).toBe(0)
    expect((await run(['connection', 'list'])).out).not.toContain('needs login')
  }, 90_000)
})

describe('a CRM that never answers', () => {
  it('keeps no other connection waiting, not even beside another one, and the daemon stops in time', async () => {
    await addByBrowser()
    writeFileSync(join(home, 'deals.csv'), 'id,name,stage,amount\n1,A,Proposal,10\n')
    expect((await run(['connection', 'add', 'file', 'disk', '--path', join(home, 'deals.csv')])).code).toBe(0)
    await addHubspot()
    for (let number = 1; number <= 6; number++) {
      const connection = number % 2 ? 'emea' : 'apac'
      await run(['add', `hung ${number}`, '--connection', connection, '--schedule', '0 6 * * 1'])
    }
    hubspotFault = () => ({does: 'hang'})
    await run(['add', 'other', '--connection', 'disk', '--schedule', '0 6 * * 1'])
    salesforce.faults.push({on: /describe/, answer: hang})
    const daemon = daemonIn(join(home, 'state'), {args: ['--grace', '1s'], env: {no_proxy: '*'}})
    await daemon.logged('daemon-started')
    for (let number = 1; number <= 6; number++) await run(['run-now', `hung ${number}`, '--queue'])
    await daemon.logged('run-started')
    await run(['run-now', 'other', '--queue'])
    await daemon.logged('run-completed')
    const [other] = JSON.parse((await run(['history', 'other', '--json'])).out)
    expect(Date.parse(other.startedAt) - Date.parse(other.queuedAt)).toBeLessThan(2000)
    const stoppedMs = Date.now()
    daemon.kill('SIGTERM')
    expect(await daemon.ended).toMatchObject({code: 0})
    expect(Date.now() - stoppedMs).toBeLessThan(6000)
  }, 120_000)
})

describe('the hunt for secrets', () => {
  it.each([
    ['as it is', (secret: string) => secret],
    ['in JSON', (secret: string) => JSON.stringify({secret})],
    ['in a URL', (secret: string) => `https://x/?a=1&t=${encodeURIComponent(secret)}`],
    ['in a form', (secret: string) => new URLSearchParams({secret}).toString()],
    ['in base64, first', (secret: string) => Buffer.from(secret).toString('base64')],
    ['in base64, after one sign', (secret: string) => Buffer.from(`:${secret}.`).toString('base64')],
    ['in base64, after two signs', (secret: string) => Buffer.from(`a:${secret}`).toString('base64url')],
    ['in hexadecimal', (secret: string) => Buffer.from(secret).toString('hex')],
  ])('finds one %s', (_, written) => {
    const texts = {log: `before ${written(serviceKey)} after`}
    expect(foundSecrets(['other', serviceKey], {texts, folders: []})).toEqual(['secret 1 in log'])
  })
})
