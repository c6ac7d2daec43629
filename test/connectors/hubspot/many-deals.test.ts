import {expect, it} from 'vitest'
import {hubspotConnector} from '../../../src/connectors/hubspot/connector.js'
import {anAccount, manyDeals} from '../../support/fake-hubspot/account.js'
import {accessWith} from '../../support/fake-hubspot/crm-access.js'
import {FakeHubspot} from '../../support/fake-hubspot/server.js'
import {httpWithin} from '../../support/http-within.js'

it('50,000 open deals stream, a page at a time, within 512 MB together with the server that gives them', {
  timeout: 120_000,
}, async () => {
  const fake = await FakeHubspot.start({account: anAccount({deals: manyDeals(50_000)})})
  const {access} = accessWith(fake.url)
  const source = hubspotConnector.open(
    hubspotConnector.parseSettings({apiUrl: fake.url, isPrivateAllowed: true}),
    {timeZone: 'UTC', label: 'hubspot "acme"', crm: {http: httpWithin(), access}},
  )
  let deals = 0
  let largest = 0
  const report = await source.read(
    {
      begin() {},
      add(some) {
        deals += some.length
        largest = Math.max(largest, some.length)
      },
    },
    {
      customFields: [],
      needs: new Set(),
      asOf: new Date('2026-03-31T12:00:00Z'),
      signal: new AbortController().signal,
    },
  )
  await fake.stop()
  expect(fake.faults).toEqual([])
  expect(deals).toBe(50_000)
  expect(report.rowsRead).toBe(50_000)
  expect(largest).toBe(200)
  expect(fake.count('/search')).toBe(251)
  // The fake's own data is in it.
  expect(process.memoryUsage().rss).toBeLessThan(512 * 1024 * 1024)
})
