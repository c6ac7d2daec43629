import {expect, it} from 'vitest'
import type {SourceProgress} from '../../../src/domain/ports/deal-source.js'
import {shareRead} from '../../../src/domain/review/share-read.js'

const part = (of: 'open' | 'closed' | 'all', rowsRead: number, rowsTotal: number) => ({
  part: {of, rowsRead, rowsTotal},
})

it.each<[string, Partial<SourceProgress>, number | null]>([
  ['nobody knows how much there is', {}, null],
  ['a file', {bytesRead: 452, bytesTotal: 1000}, 0.45],
  ['nearly all of a file', {bytesRead: 999, bytesTotal: 1000}, 0.99],
  ['all of a file', {bytesRead: 1000, bytesTotal: 1000}, 1],
  ['a file that grew', {bytesRead: 1400, bytesTotal: 1000}, 1],
  ['an empty file', {bytesRead: 0, bytesTotal: 0}, null],
  ['the first of all deals', part('all', 0, 400), 0],
  ['some of all deals', part('all', 180, 400), 0.45],
  ['more of all deals than were counted', part('all', 401, 400), 1],
  ['some open deals', part('open', 200, 400), 0.25],
  ['all open deals', part('open', 400, 400), 0.5],
  ['no closed deals yet', part('closed', 0, 10), 0.5],
  ['some closed deals', part('closed', 5, 10), 0.75],
  ['all closed deals', part('closed', 10, 10), 1],
  ['no deals at all', part('closed', 0, 0), 1],
])('%s', (_, progress, share) => {
  const reading = {rowsRead: 1, bytesRead: 100, bytesTotal: null, part: null, ...progress}
  expect(shareRead({step: 'reading', ...reading})).toBe(share)
})

it('what is read and judged has no share', () => {
  expect(shareRead({step: 'judging', rowsRead: 10})).toBeNull()
})
