// Fetches 5,000 deals of each CRM from servers on loopback that answer after 100 ms, with the calls and the rates of a review.
import {fork} from 'node:child_process'
import {once} from 'node:events'
import {accessWith} from '../src/app/access-to.js'
import {newSecret} from '../src/app/secret-keepers.js'
import {hubspotConnector} from '../src/connectors/hubspot/connector.js'
import {salesforceConnector} from '../src/connectors/salesforce/connector.js'
import type {Connector} from '../src/domain/ports/connector.js'
import type {CallRate} from '../src/domain/ports/crm-access.js'
import {neededFields} from '../src/domain/review/needed-fields.js'
import {resolveRuleset} from '../src/domain/rules/ruleset.js'
import {systemClock} from '../src/platform/clock.js'
import {httpClientOf} from '../src/platform/http-client.js'
import {randomIds} from '../src/platform/ids.js'
import {anAccount, manyDeals} from '../test/support/fake-hubspot/account.js'
import {FakeHubspot} from '../test/support/fake-hubspot/server.js'
import {FakeSalesforce} from '../test/support/fake-salesforce/server.js'
import {anOpportunity} from '../test/support/fake-salesforce/tables.js'

const deals = 5000
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

/** Milliseconds until the last deal has been taken. */
async function fetchMs(connector: Connector, given: {settings: object; secret: string}): Promise<number> {
  const signal = new AbortController().signal
  const settings = connector.parseSettings({...given.settings, isPrivateAllowed: true})
  const connection = {
    kind: connector.kind,
    name: 'bench',
    settings,
    keeper: newSecret(places, given.secret),
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
  await source.read(sink, {customFields: [], needs, signal})
  if (taken !== deals) throw new Error(`${taken} deals of ${deals}`)
  return performance.now() - startedMs
}

/** Of the last fetch: V8 has compiled what it runs by then, here and in the servers, as in a daemon. */
async function warmMs(...given: Parameters<typeof fetchMs>): Promise<number> {
  for (let before = 1; before < repetitions; before++) await fetchMs(...given)
  return fetchMs(...given)
}

type Served = {url: string; accessToken: string}

/** The servers are a process of their own, as on a network. */
async function serve(): Promise<void> {
  const salesforce = await FakeSalesforce.start()
  salesforce.latencyMs = latencyMs
  salesforce.tables.Opportunity!.rows = Array.from({length: deals}, (_, number) => anOpportunity(number + 1))
  const hubspot = await FakeHubspot.start({account: anAccount({deals: manyDeals(deals)}), latencyMs})
  const served: Served[] = [
    {url: salesforce.url, accessToken: salesforce.oauth.newAccessToken()},
    {url: hubspot.url, accessToken: 'pat-bench'},
  ]
  process.send!(served)
  process.on('message', () =>
    process.send!({
      salesforce: salesforce.requests.length - bareCalls,
      hubspot: hubspot.count(),
      searches: hubspot.count('/search'),
    }),
  )
}

async function measure(): Promise<object> {
  const server = fork(process.argv[1]!, ['serve'])
  const answer = async () => (await once(server, 'message'))[0]
  const [salesforce, hubspot] = (await answer()) as [Served, Served]
  const salesforceMs = await warmMs(salesforceConnector, {
    settings: {login: 'browser', clientId: 'client-1', loginUrl: salesforce.url},
    secret: JSON.stringify({accessToken: salesforce.accessToken, instanceUrl: salesforce.url}),
  })
  const hubspotMs = await warmMs(hubspotConnector, {
    settings: {apiUrl: hubspot.url},
    secret: hubspot.accessToken,
  })
  const bareMs = await bareChainMs(salesforce)
  server.send('count')
  const {searches, ...calls} = await answer()
  server.kill()
  return {
    // The calls that need each other's answers, one after the other, by nothing but an HTTP client.
    salesforce: {ms: salesforceMs, floorMs: bareMs, calls: calls.salesforce / repetitions},
    // Four searches a second, of 200 deals; in front of them, what account and what properties there are.
    hubspot: {
      ms: hubspotMs,
      floorMs: 3 * latencyMs + (searches / repetitions - 1) * 250,
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

if (process.argv[2] === 'serve') await serve()
else process.stdout.write(JSON.stringify(await measure()))
