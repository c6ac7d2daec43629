// Fetches 5,000 deals of each CRM from servers on loopback that answer after 100 ms, with the calls and the rates of a review; with
// `delta` 50,000 deals, all of them and then what one in a hundred has changed.
import {fork} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {accessWith} from '../src/app/access-to.js'
import {newSecret} from '../src/app/secret-keepers.js'
import {hubspotConnector} from '../src/connectors/hubspot/connector.js'
import {salesforceConnector} from '../src/connectors/salesforce/connector.js'
import type {Connector} from '../src/domain/ports/connector.js'
import type {CallRate} from '../src/domain/ports/crm-access.js'
import type {RecordShelf} from '../src/domain/ports/secret-keeper.js'
import {neededFields} from '../src/domain/review/needed-fields.js'
import {resolveRuleset} from '../src/domain/rules/ruleset.js'
import {systemClock} from '../src/platform/clock.js'
import {httpClientOf} from '../src/platform/http-client.js'
import {randomIds} from '../src/platform/ids.js'
import {anAccount, manyDeals} from '../test/support/fake-hubspot/account.js'
import {FakeHubspot} from '../test/support/fake-hubspot/server.js'
import {FakeSalesforce} from '../test/support/fake-salesforce/server.js'
import {anOpportunity} from '../test/support/fake-salesforce/tables.js'

const isDelta = process.argv.includes('delta')
const deals = isDelta ? 50_000 : 5000
const latencyMs = 100
const repetitions = 3
/** Of the bare chain, twice: fields, three pages, closed deals. */
const bareCalls = 10
const http = httpClientOf('0')
const needs = neededFields(resolveRuleset('recommended', {extends: ['revsched:recommended']}))

/** As the database gives places for calls. */
const nextAtMs = new Map<string, number>()
const places = {
  clock: systemClock,
  store: {
    async reserveCall(place: string, {bucket, everyMs, burst}: CallRate, now: Date) {
      const key = `${place} ${bucket}`
      const next = Math.max(nextAtMs.get(key) ?? 0, now.getTime()) + everyMs
      nextAtMs.set(key, next)
      return new Date(Math.max(now.getTime(), next - everyMs * burst))
    },
  },
}

type Given = {settings: object; secret: string; records?: RecordShelf}

type Fetched = {
  /** Until the last deal has been taken. */
  ms: number
  /** Of answers, decompressed. */
  megabytes: number
}

async function fetchAll(connector: Connector, given: Given): Promise<Fetched> {
  const signal = new AbortController().signal
  const settings = connector.parseSettings({...given.settings, isPrivateAllowed: true})
  const connection = {
    kind: connector.kind,
    name: 'bench',
    settings,
    keeper: newSecret(places, given.secret),
    ...(given.records && {records: given.records}),
  }
  const runProgram = () => Promise.reject(new Error('no program is run here'))
  const loginPorts = {http, runProgram, now: systemClock.now}
  const ports = {connectorOf: async () => connector, loginPorts, clock: systemClock, ids: randomIds}
  const crm = {http, access: accessWith(ports, connection, signal)}
  let taken = 0
  const sink = {
    begin: () => undefined,
    add(some: readonly unknown[]) {
      taken += some.length
    },
  }
  const startedMs = performance.now()
  const source = connector.open(settings, {timeZone: 'UTC', label: `${connector.kind} "bench"`, crm})
  const {bytesRead} = await source.read(sink, {customFields: [], needs, signal})
  if (taken !== deals) throw new Error(`${taken} deals of ${deals}`)
  return {ms: performance.now() - startedMs, megabytes: bytesRead / 1e6}
}

/** Of the last fetch: V8 has compiled what it runs by then, here and in the servers, as in a daemon. */
async function warmMs(...given: Parameters<typeof fetchAll>): Promise<number> {
  for (let before = 1; before < repetitions; before++) await fetchAll(...given)
  return (await fetchAll(...given)).ms
}

type Served = {url: string; accessToken: string}

/** The servers are a process of their own, as on a network. */
async function serve(): Promise<void> {
  const salesforce = await FakeSalesforce.start()
  salesforce.latencyMs = latencyMs
  salesforce.tables.Opportunity!.rows = Array.from({length: deals}, (_, number) => anOpportunity(number + 1))
  const account = anAccount({deals: manyDeals(deals)})
  const hubspot = await FakeHubspot.start({account, latencyMs})
  const served: Served[] = [
    {url: salesforce.url, accessToken: salesforce.oauth.newAccessToken()},
    {url: hubspot.url, accessToken: 'pat-bench'},
  ]
  process.send!(served)
  process.on('message', message => {
    if (message === 'change') {
      const now = new Date().toISOString()
      for (const [n, row] of salesforce.tables.Opportunity!.rows.entries())
        if (n % 100 === 0) Object.assign(row, {Amount: n, SystemModstamp: now})
      for (const [n, {properties}] of account.deals.entries())
        if (n % 100 === 0) Object.assign(properties, {amount: String(n), hs_lastmodifieddate: now})
    }
    process.send!({
      salesforce: salesforce.requests.length - bareCalls,
      hubspot: hubspot.count(),
      searches: hubspot.count('/search'),
    })
  })
}

const givenFor = {
  salesforce: ({url, accessToken}: Served): Given => ({
    settings: {login: 'browser', clientId: 'client-1', loginUrl: url},
    secret: JSON.stringify({accessToken, instanceUrl: url}),
  }),
  hubspot: ({url, accessToken}: Served): Given => ({settings: {apiUrl: url}, secret: accessToken}),
}

/** One fetch in a process of its own, for its memory. `file` holds what a delta fetch keeps; all is fetched without one. */
async function fetchOnce(crm: 'salesforce' | 'hubspot', served: Served, file?: string): Promise<object> {
  const given = givenFor[crm](served)
  const connector = crm === 'salesforce' ? salesforceConnector : hubspotConnector
  if (file === undefined) return {...(await fetchAll(connector, given)), rssMb: mostMb()}
  const records: RecordShelf = {
    async read() {
      if (!existsSync(file)) return null
      const bytes = readFileSync(file)
      return {readAt: new Date(bytes.readDoubleLE()), document: new Uint8Array(bytes.subarray(8))}
    },
    async keep(_, {readAt, document}) {
      const at = Buffer.alloc(8)
      at.writeDoubleLE(readAt.getTime())
      writeFileSync(file, Buffer.concat([at, document]))
    },
  }
  const settings = {...given.settings, isDelta: true}
  const fetched = await fetchAll(connector, {...given, settings, records})
  return {...fetched, rssMb: mostMb(), keptMb: readFileSync(file).length / 1e6}
}

function mostMb(): number {
  return process.resourceUsage().maxRSS / 1024
}

/** All deals, all deals to be kept, and what has changed since. */
async function measureDelta(): Promise<object> {
  const server = fork(process.argv[1]!, ['serve', 'delta'])
  const answer = async () => (await once(server, 'message'))[0]
  const [salesforce, hubspot] = (await answer()) as [Served, Served]
  const folder = mkdtempSync(join(tmpdir(), 'revsched-bench-'))
  const fetched = async (...args: Parameters<typeof fetchOnce>) => {
    const child = fork(process.argv[1]!, ['fetch', 'delta', JSON.stringify(args)])
    const broken = once(child, 'exit').then(([code]) =>
      Promise.reject(new Error(`a fetch exited with ${code}`)),
    )
    const [result] = await Promise.race([once(child, 'message'), broken])
    server.send('change')
    await answer()
    return result
  }
  const measured: Record<string, object> = {}
  for (const [crm, served] of [
    ['salesforce', salesforce],
    ['hubspot', hubspot],
  ] as const) {
    const file = join(folder, crm)
    measured[crm] = {
      full: await fetched(crm, served),
      first: await fetched(crm, served, file),
      delta: await fetched(crm, served, file),
    }
  }
  rmSync(folder, {recursive: true})
  server.kill()
  return measured
}

async function measure(): Promise<object> {
  const server = fork(process.argv[1]!, ['serve'])
  const answer = async () => (await once(server, 'message'))[0]
  const [salesforce, hubspot] = (await answer()) as [Served, Served]
  const salesforceMs = await warmMs(salesforceConnector, givenFor.salesforce(salesforce))
  const hubspotMs = await warmMs(hubspotConnector, givenFor.hubspot(hubspot))
  const bareMs = await bareChainMs(salesforce)
  server.send('count')
  const {searches, ...calls} = await answer()
  server.kill()
  return {
    // The calls that need each other's answers, one after the other, by nothing but an HTTP client.
    salesforce: {ms: salesforceMs, floorMs: bareMs, calls: calls.salesforce / repetitions},
    // Four searches a second, of 200 deals, or nine other calls a second, for histories and the like: whichever takes longer. In front of
    // them, what account and what properties there are.
    hubspot: {
      ms: hubspotMs,
      floorMs:
        3 * latencyMs +
        Math.max((searches / repetitions - 1) * 250, ((calls.hubspot - searches) / repetitions - 9) * 112),
      calls: calls.hubspot / repetitions,
    },
  }
}

/** What fields there are, the pages of open deals, those that were closed since. */
async function bareChainMs({url, accessToken}: Served): Promise<number> {
  const get = async (path: string) =>
    (await fetch(`${url}${path}`, {headers: {authorization: `Bearer ${accessToken}`}})).json() as Promise<{
      nextRecordsUrl?: string
    }>
  const query = (soql: string) => `/services/data/v66.0/query?q=${encodeURIComponent(soql)}`
  const chain = async () => {
    const startedMs = performance.now()
    await get('/services/data/v66.0/sobjects/Opportunity/describe')
    const fields =
      'Id, IsClosed, IsWon, Name, Amount, StageName, Probability, OwnerId, CloseDate, CreatedDate'
    let page = await get(query(`SELECT ${fields} FROM Opportunity WHERE IsClosed = false`))
    while (page.nextRecordsUrl) page = await get(page.nextRecordsUrl)
    await get(query('SELECT Id FROM Opportunity WHERE IsClosed = true'))
    return performance.now() - startedMs
  }
  await chain()
  return chain()
}

const [, , command, , args] = process.argv
if (command === 'serve') await serve()
else if (command === 'fetch') {
  const result = await fetchOnce(...(JSON.parse(args!) as Parameters<typeof fetchOnce>))
  process.send!(result, () => process.disconnect())
} else process.stdout.write(JSON.stringify(await (isDelta ? measureDelta() : measure())))
