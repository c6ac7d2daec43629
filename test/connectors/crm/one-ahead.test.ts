import {expect, it} from 'vitest'
import {oneAhead} from '../../../src/connectors/crm/one-ahead.js'

async function* counted(log: string[], fails = false) {
  for (const page of [1, 2, 3]) {
    log.push(`asked ${page}`)
    await null
    if (fails && page === 2) throw new Error('lost')
    yield page
    log.push(`left ${page}`)
  }
}

it('the next page is asked for before one is worked on, and no other', async () => {
  const log: string[] = []
  for await (const page of oneAhead(counted(log))) log.push(`got ${page}`)
  expect(log).toEqual([
    'asked 1',
    'left 1',
    'asked 2',
    'got 1',
    'left 2',
    'asked 3',
    'got 2',
    'left 3',
    'got 3',
  ])
})

it('a page that fails is told after the ones before it', async () => {
  const log: string[] = []
  const read = async () => {
    for await (const page of oneAhead(counted(log, true))) log.push(`got ${page}`)
  }
  await expect(read()).rejects.toThrow('lost')
  expect(log).toEqual(['asked 1', 'left 1', 'asked 2', 'got 1'])
})

it('whoever stops waits for the call under way, also for one that fails', async () => {
  const log: string[] = []
  for await (const page of oneAhead(counted(log, true))) {
    log.push(`got ${page}`)
    break
  }
  expect(log).toEqual(['asked 1', 'left 1', 'asked 2', 'got 1'])
})
