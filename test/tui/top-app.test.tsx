import {cleanup, render} from 'ink-testing-library'
import {afterEach, describe, expect, it} from 'vitest'
import {overview} from '../../src/app/overview.js'
import {encodeAnalysis} from '../../src/domain/review/analysis-document.js'
import {plainPaint} from '../../src/report/paint.js'
import type {Size, Surface} from '../../src/tui/surface.js'
import {TopApp} from '../../src/tui/top-app.js'
import type {TopPorts} from '../../src/tui/top-ports.js'
import {aCommandContext} from '../support/a-command-context.js'
import {aDaemonRow} from '../support/a-daemon-row.js'
import {aRun} from '../support/a-run.js'
import {aListing, aUser} from '../support/a-scheduled-review.js'
import {anAnalysis} from '../support/an-analysis.js'

const keys = {
  up: '\u001b[A',
  down: '\u001b[B',
  enter: '\r',
  escape: '\u001b',
  tab: '\t',
  'ctrl-c': '\u0003',
  'ctrl-z': '\u001a',
} as const

afterEach(cleanup)

type Stored = NonNullable<NonNullable<Parameters<typeof aCommandContext>[0]>['stored']>

/** The reviews `apac`, which never ran, and `weekly` with two runs of the sample pipeline; a daemon that lives. */
async function top(stored: Stored = {}, {size = {columns: 80, rows: 24}}: {size?: Size} = {}) {
  const context = aCommandContext({
    stored: {
      reviews: [aListing({id: 'review-2', name: 'apac'}), aListing()],
      runs: [
        aRun({id: '0000aaaa-old', createdAt: new Date('2025-03-25T12:00:00Z'), healthScore: 50}),
        aRun({id: '0000bbbb-new', healthScore: 65.4}),
      ],
      analyses: new Map(
        ['0000aaaa-old', '0000bbbb-new'].map(id => [id, encodeAnalysis(anAnalysis())] as const),
      ),
      daemon: aDaemonRow(),
      ...stored,
    },
  })
  const store = await context.database()
  const {clock} = context
  const did: string[] = []
  const ports: TopPorts = {
    store,
    clock,
    ids: context.ids,
    actor: aUser(),
    isOwnerAlive: () => true,
    openReport: async runId => did.push(`report ${runId}`) > 0,
    timeZone: 'America/New_York',
    paint: plainPaint,
  }
  const listeners = new Set<() => void>()
  let current = size
  const surface: Surface = {
    size: () => current,
    onResize(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    draw: () => undefined,
    suspend: () => void did.push('suspend'),
  }
  const first = await overview({store, clock, isOwnerAlive: () => true}, aUser())
  const screen = render(
    <TopApp ports={ports} first={first} surface={surface} quit={() => void did.push('quit')} />,
  )
  await clock.advance(0)
  return {
    did,
    store: context.stored,
    clock,
    frame: () => screen.lastFrame() ?? '',
    async resize(next: Size) {
      current = next
      for (const listener of listeners) listener()
      await clock.advance(0)
    },
    /** Named keys, or texts as they are typed; each is heard before the next. */
    async press(...names: (keyof typeof keys | (string & {}))[]) {
      for (const name of names) {
        screen.stdin.write(Object.hasOwn(keys, name) ? keys[name as keyof typeof keys] : name)
        await clock.advance(0)
      }
    },
  }
}

describe('the first screen', () => {
  it('counts down each second', async () => {
    const {frame, clock} = await top({reviews: [aListing({nextRunAt: new Date('2025-04-01T12:00:09Z')})]})
    expect(frame()).toContain('08:00:00')
    expect(frame()).toMatch(/weekly +0:09/)
    await clock.advance(2000)
    expect(frame()).toMatch(/weekly +0:0[78]/)
    expect(frame()).toMatch(/08:00:0[12]/)
  })

  it('shows what was written meanwhile', async () => {
    const {frame, clock, store} = await top()
    expect(frame()).toMatch(/weekly.*65 yellow.*ok/)
    store.runs.push(aRun({id: '0000cccc', status: 'running', startedAt: clock.now()}))
    await clock.advance(4000)
    expect(frame()).toMatch(/weekly.*65 yellow.*running/)
  })

  it('runs a review now, pauses it, resumes it, and says so', async () => {
    const {frame, press, store} = await top()
    await press('r')
    expect(frame()).toContain('queued run id-1 of apac')
    expect(store.runs.at(-1)).toMatchObject({reviewName: 'apac', status: 'queued', trigger: 'manual'})
    await press('j', 'p')
    expect(frame()).toContain('paused weekly; p resumes it')
    expect(store.reviews[1]!.isActive).toBe(false)
  })

  it('does not queue a run that nobody would take', async () => {
    const {frame, press, store} = await top({daemon: null}, {size: {columns: 120, rows: 24}})
    await press('r')
    expect(frame()).toContain(
      'no daemon runs that would take it (revsched daemon starts one; revsched run-now apac does without)',
    )
    expect(store.runs).toHaveLength(2)
  })

  it('cancels a run after a question', async () => {
    const {frame, press, store} = await top({
      runs: [aRun({id: '0000dddd', status: 'queued'})],
    })
    await press('down', 'c')
    expect(frame()).toContain('cancel run 0000dddd of weekly? y/n')
    await press('n')
    expect(frame()).toContain('nothing was cancelled')
    await press('c', 'y')
    expect(frame()).toContain('cancelled run 0000dddd of weekly')
    expect(store.runs[0]!.status).toBe('cancelled')
  })

  it('tells what a use case refuses, with the next step', async () => {
    const {frame, press, store} = await top({}, {size: {columns: 160, rows: 24}})
    store.reviews[1]!.connectionUserId = 'somebody-else'
    await press('down', 'r')
    expect(frame()).toMatch(/the connection "emea" .* \(.*\)/)
  })

  it('narrows to a name while it is typed, opens the report, stops, quits', async () => {
    const {frame, press, did} = await top()
    await press('/', 'wee')
    expect(frame()).toContain('filter: wee')
    expect(frame()).not.toContain('apac')
    await press('enter', 'o', 'ctrl-z', 'q')
    expect(did).toEqual(['report 0000bbbb-new', 'suspend', 'quit'])
  })
})

describe('the second screen', () => {
  it('goes from a rule to its deals, to one of them, and back', async () => {
    const {frame, press} = await top({}, {size: {columns: 100, rows: 40}})
    await press('down', 'enter')
    expect(frame()).toMatch(/^weekly {2}75 yellow {2}Tue 1 Apr 08:00 .*run 1 of 2/)
    expect(frame()).toMatch(/\[1 rules\] +2 owners +3 deals/)
    expect(frame()).toMatch(/▶ Close date past +[\d.]+ +\d+ of \d+/)
    await press('enter')
    expect(frame()).toContain('only rule Close date past')
    await press('enter')
    await press()
    expect(frame()).toContain('Lost ')
    expect(frame()).toContain('Why it matters')
    expect(frame().match(/health \d+ {3}/g)).toHaveLength(2)
    await press('escape', 'escape', '2')
    expect(frame()).toMatch(/\[2 owners\][\s\S]*OWNER/)
    await press('escape', 'escape')
    expect(frame()).toMatch(/▶ weekly/)
  })

  it('hears keys that come together one after the other', async () => {
    const {frame, press} = await top({}, {size: {columns: 100, rows: 40}})
    await press('j', 'enter')
    await press('3\r')
    expect(frame()).toContain('Lost ')
  })

  it('goes to older runs and says where they end', async () => {
    const {frame, press} = await top()
    await press('down', 'enter', '[')
    expect(frame()).toContain('run 2 of 2')
    await press('[')
    expect(frame()).toContain('there is no older run')
    await press(']', ']')
    expect(frame()).toContain('this is the newest run')
    await press('?')
    expect(frame()).toContain('any key goes back')
    await press('x')
    expect(frame()).toContain('run 1 of 2')
  })

  it('says that nothing is left to look into', async () => {
    const {frame, press, store} = await top()
    store.runs.splice(0)
    await press('down', 'enter')
    expect(frame()).toContain('none of its runs has a report any more')
    await press('[', 'o', 'escape')
    expect(frame()).toContain('NEXT DUE')
  })

  it('says what cannot be read', async () => {
    const {frame, press} = await top({analyses: new Map([['0000bbbb-new', new Uint8Array([1, 2, 3])]])})
    await press('down', 'enter')
    expect(frame()).toContain('a stored review cannot be read')
  })
})

it('the log follows what comes', async () => {
  const {frame, press, store, clock} = await top({
    events: [{kind: 'daemon-started', at: new Date('2025-04-01T09:00:00Z'), detail: {}}],
  })
  await press('l')
  expect(frame()).toMatch(/Tue 1 Apr 05:00:00 {2}daemon started\n.*08:00:01 {2}weekly {2}completed, score 65/)
  store.runs.push(
    aRun({id: '0000eeee', status: 'failed', errorMessage: 'no such file', completedAt: clock.now()}),
  )
  await clock.advance(5000)
  expect(frame()).toContain('weekly  failed: no such file')
  await press('escape')
  expect(frame()).toContain('NEXT DUE')
})

it('follows the size of the terminal, down to one that is too small', async () => {
  const {frame, resize, press, did} = await top()
  const lines = () => frame().split('\n')
  expect(lines()).toHaveLength(23)
  await resize({columns: 40, rows: 10})
  expect(lines()).toHaveLength(9)
  expect(lines().every(line => line.length <= 40)).toBe(true)
  await resize({columns: 39, rows: 10})
  expect(frame()).toBe('39x10 is too small\nit needs 40x10\nq quits')
  await resize({columns: 40, rows: 9})
  expect(frame()).toContain('too small')
  await press('ctrl-c')
  expect(did).toEqual(['quit'])
})
