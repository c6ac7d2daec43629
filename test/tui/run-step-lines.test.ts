import {describe, expect, it} from 'vitest'
import type {SourceProgress} from '../../src/domain/ports/deal-source.js'
import {plainPaint} from '../../src/report/paint.js'
import {
  firstSteps,
  type RunSteps,
  withDeliveries,
  withDelivery,
  withProgress,
} from '../../src/report/run-steps.js'
import {runStepLines} from '../../src/tui/run-step-lines.js'
import {aClaimedDelivery} from '../support/an-outbox.js'

const frame = {nowMs: 9000, columns: 80, rows: 24, paint: plainPaint}

const connecting: RunSteps = {...firstSteps(0), channels: 'pipeline, leads'}

/** Of a run that needed two seconds to connect. */
const fetching = (read: Partial<SourceProgress>, before: RunSteps = connecting) =>
  withProgress(
    before,
    {step: 'reading', rowsRead: 12_345, bytesRead: 1, bytesTotal: null, part: null, ...read},
    2000,
  )

const part = (of: 'open' | 'closed' | 'all', rowsRead: number, rowsTotal: number) => ({
  part: {of, rowsRead, rowsTotal},
})

const judging = withProgress(fetching({}), {step: 'judging', rowsRead: 27_400}, 8000)

describe('the step that is under way', () => {
  it.each<[string, RunSteps, {columns?: number}, string]>([
    ['connects', connecting, {}, '● connect   0:09'],
    ['has connected', fetching({rowsRead: 0}), {}, '● fetch     0:07'],
    ['fetches nobody knows how many deals', fetching({}), {}, '● fetch     12,345 deals  0:07'],
    [
      'fetches open deals, the first half',
      fetching(part('open', 12_345, 27_400)),
      {},
      '● fetch     ██░░░░░░ 22%  12,345 of 27,400 open deals  0:07',
    ],
    [
      'fetches closed deals, the second half',
      fetching(part('closed', 1, 4)),
      {},
      '● fetch     █████░░░ 62%  1 of 4 closed deals  0:07',
    ],
    [
      'fetches what has changed',
      fetching(part('all', 12_345, 27_400)),
      {},
      '● fetch     ████░░░░ 45%  12,345 of 27,400 deals  0:07',
    ],
    [
      'is nearly done',
      fetching(part('all', 999, 1000)),
      {},
      '● fetch     ███████░ 99%  999 of 1,000 deals  0:07',
    ],
    [
      'reads a file',
      fetching({bytesRead: 10, bytesTotal: 10}),
      {},
      '● fetch     ████████ 100%  12,345 rows  0:07',
    ],
    [
      'starts over',
      fetching({rowsRead: 10, ...part('all', 10, 100)}, fetching({})),
      {},
      '● fetch     █░░░░░░░ 10%  10 of 100 deals, once more from the start  0:07',
    ],
    [
      'in a wide terminal',
      fetching(part('all', 12_345, 27_400)),
      {columns: 120},
      '● fetch     █████████░░░░░░░░░░░ 45%  12,345 of 27,400 deals  0:07',
    ],
    [
      'in a terminal that just has room',
      fetching(part('all', 12_345, 27_400)),
      {columns: 56},
      '● fetch     ████░░░░ 45%  12,345 of 27,400 deals  0:07',
    ],
    [
      'in one that has no room for the bar',
      fetching(part('all', 12_345, 27_400)),
      {columns: 54},
      '● fetch     45%  12,345 of 27,400 deals  0:07',
    ],
    [
      'in a narrow terminal',
      fetching(part('all', 12_345, 27_400)),
      {columns: 40},
      '● fetch     45%  12,345 deals  0:07',
    ],
    ['in a tiny one', fetching(part('all', 12_345, 27_400)), {columns: 20}, '● fetch     45%  0…'],
    ['judges', judging, {}, '● rules     27,400 deals  0:01'],
  ])('%s', (_, steps, size, line) => {
    const lines = runStepLines(steps, {...frame, ...size})
    expect(lines.find(text => text.startsWith('●'))).toBe(line)
  })
})

describe('all steps', () => {
  it.each<[string, RunSteps, {columns?: number; rows?: number}, string[]]>([
    [
      'are seen from the start',
      connecting,
      {},
      ['● connect   0:09', '○ fetch', '○ rules', '○ delivery  pipeline, leads'],
    ],
    ['without a delivery', {...connecting, channels: null}, {}, ['● connect   0:09', '○ fetch', '○ rules']],
    [
      'tell what they took',
      judging,
      {columns: 40},
      [
        '✓ connect   0:02',
        '✓ fetch     27,400 deals  0:06',
        '● rules     27,400 deals  0:01',
        '○ delivery  pipeline, leads',
      ],
    ],
    [
      'have many channels in a narrow terminal',
      {...connecting, channels: 'pipeline, leads, board of directors'},
      {columns: 40},
      ['● connect   0:09', '○ fetch', '○ rules', '○ delivery  pipeline, leads, board of…'],
    ],
    [
      'just fit',
      connecting,
      {rows: 5},
      ['● connect   0:09', '○ fetch', '○ rules', '○ delivery  pipeline, leads'],
    ],
    ['do not fit', connecting, {rows: 4}, ['● connect   0:09']],
  ])('%s', (_, steps, size, lines) => expect(runStepLines(steps, {...frame, ...size})).toEqual(lines))
})

describe('a delivery', () => {
  const names = ['pipeline', 'leads', 'board', 'owners']
  const deliveries = names.map(
    id =>
      aClaimedDelivery({id, kind: 'slack', channel: id, owner: id === 'owners' ? 'Ann \u001b[31m' : null})
        .delivery,
  )
  const delivering = withDeliveries(
    judging,
    [...deliveries, aClaimedDelivery({id: 'old', status: 'sent'}).delivery],
    8500,
  )
  const become = (changes: Partial<Record<string, 'sending' | 'sent' | 'failed' | 'unknown'>>) =>
    Object.entries(changes).reduce(
      (steps, [id, status]) => withDelivery(steps, {id, status: status!}),
      delivering,
    )

  it.each<[string, RunSteps, {columns?: number; rows?: number}, string[]]>([
    [
      'waits; what was sent before is not of it',
      delivering,
      {},
      [
        '● delivery  0:00',
        '  ○ waiting   slack "pipeline"',
        '  ○ waiting   slack "leads"',
        '  ○ waiting   slack "board"',
        '  ○ waiting   slack "owners" for Ann \\u{1b}[31m',
      ],
    ],
    [
      'tells what becomes of each message, in words too',
      become({pipeline: 'sent', leads: 'sending', board: 'failed', owners: 'unknown'}),
      {columns: 40},
      [
        '● delivery  0:00',
        '  ✓ sent      slack "pipeline"',
        '  ● sending   slack "leads"',
        '  ✗ failed    slack "board"',
        '  ? unknown   slack "owners" for Ann \\…',
      ],
    ],
    [
      'shows what is under way first where not all fit',
      become({pipeline: 'sent', board: 'sending'}),
      {rows: 5},
      ['● delivery  0:00', '  ● sending   slack "board"', '  ○ waiting   slack "leads"', '  … and 2 more'],
    ],
    ['has one row', delivering, {rows: 2}, ['● delivery  0:00']],
  ])('%s', (_, steps, size, lines) => expect(runStepLines(steps, {...frame, ...size})).toEqual(lines))
})
