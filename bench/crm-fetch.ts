// Fetches 5,000 deals of each CRM from servers on loopback that answer after 100 ms, with the calls and the rates of a review.
import {accessWith} from '../src/app/access-to.js'
import {newSecret} from '../src/app/secret-keepers.js'
import {hubspotConnector} from '../src/connectors/hubspot/connector.js'
import {salesforceConnector} from '../src/connectors/salesforce/connector.js'
import type {Connector} from '../src/domain/ports/connector.js'
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
const http = httpClientOf('0')
const needs = neededFields(resolveRuleset('recommended', {extends: ['revsched:recommended']}))

/** Milliseconds until the last deal has been taken. */
async function fetchMs(connector: Connector, given: {settings: object; secret: string}): Promise<number> {
  const signal = new AbortController().signal
  const settings = connector.parseSettings({...given.settings, isPrivateAllowed: true})
  const connection = {
    kind: connector.kind,
    name: 'bench',
    settings,
    keeper: newSecret(systemClock, given.secret),
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

async function salesforce() {
  const fake = await FakeSalesforce.start()
  fake.latencyMs = latencyMs
  fake.tables.Opportunity!.rows = Array.from({length: deals}, (_, number) => anOpportunity(number + 1))
  const secret = JSON.stringify({accessToken: fake.oauth.newAccessToken(), instanceUrl: fake.url})
  const settings = {login: 'browser', clientId: fake.oauth.clientId, loginUrl: fake.url}
  const ms = await fetchMs(salesforceConnector, {settings, secret})
  await fake.stop()
  // One after the other: what fields there are, the pages of 2,000 open deals, those that were closed since.
  return {ms, floorMs: (1 + Math.ceil(deals / fake.pageSize) + 1) * latencyMs, calls: fake.requests.length}
}

async function hubspot() {
  const fake = await FakeHubspot.start({account: anAccount({deals: manyDeals(deals)}), latencyMs})
  const ms = await fetchMs(hubspotConnector, {settings: {apiUrl: fake.url}, secret: 'pat-bench'})
  const calls = fake.count()
  const searches = fake.count('/search')
  await fake.stop()
  // Four searches a second, of 200 deals; in front of them, what account and what properties there are.
  return {ms, floorMs: 2 * latencyMs + (searches - 1) * 250 + latencyMs, calls}
}

process.stdout.write(JSON.stringify({salesforce: await salesforce(), hubspot: await hubspot()}))
