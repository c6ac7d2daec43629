import {describe, expect, it} from 'vitest'
import {failBody, type PingKind, pingAddress, successBody} from '../../../src/domain/ping/ping-request.js'

const rid = '123e4567-e89b-42d3-a456-426614174000'

describe('pingAddress', () => {
  it.each<[string, PingKind, string]>([
    ['https://hc-ping.com/eb09', 'start', `https://hc-ping.com/eb09/start?rid=${rid}`],
    ['https://hc-ping.com/eb09', 'success', `https://hc-ping.com/eb09?rid=${rid}`],
    ['https://hc-ping.com/eb09', 'fail', `https://hc-ping.com/eb09/fail?rid=${rid}`],
    ['https://hc-ping.com/eb09/', 'start', `https://hc-ping.com/eb09/start?rid=${rid}`],
    ['https://hc-ping.com/eb09//', 'fail', `https://hc-ping.com/eb09/fail?rid=${rid}`],
    ['https://hc-ping.com/eb09/', 'success', `https://hc-ping.com/eb09/?rid=${rid}`],
    [
      'https://hc-ping.com/key/weekly?create=1',
      'start',
      `https://hc-ping.com/key/weekly/start?create=1&rid=${rid}`,
    ],
    [
      'https://hc-ping.com/key/weekly/?create=1',
      'fail',
      `https://hc-ping.com/key/weekly/fail?create=1&rid=${rid}`,
    ],
    ['https://push.example/?token=a%20b+c', 'success', `https://push.example/?token=a%20b+c&rid=${rid}`],
    ['https://push.example', 'start', `https://push.example/start?rid=${rid}`],
    ['https://push.example/p?', 'success', `https://push.example/p?rid=${rid}`],
    ['http://127.0.0.1:8000/ping/eb09', 'start', `http://127.0.0.1:8000/ping/eb09/start?rid=${rid}`],
  ])('%s, %s', (url, kind, address) => expect(pingAddress(url, kind, rid)).toBe(address))
})

it('tells numbers and codes', () => {
  const numbers = {dealsAnalyzed: 130, issuesFound: 12, highRiskDeals: 3}
  expect(successBody({...numbers, healthScore: 72.46})).toBe(
    'score: 72.5\ndeals: 130\nfindings: 12\nhigh-risk deals: 3\n',
  )
  expect(successBody({...numbers, healthScore: null})).toContain('score: none\n')
  expect(failBody('source-failed')).toBe('error: source-failed\n')
})
