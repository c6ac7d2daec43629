import {cleanup, render} from 'ink-testing-library'
import {afterEach, describe, expect, it} from 'vitest'
import {RunProgress} from '../../src/cli/run-progress.js'
import {plainPaint} from '../../src/report/paint.js'
import {firstSteps, type RunSteps, withProgress} from '../../src/report/run-steps.js'
import {RunStepsView} from '../../src/tui/run-steps-view.js'
import {showRunSteps} from '../../src/tui/show-run-steps.js'
import {fakeClock} from '../support/fake-clock.js'
import {recordedOutput} from '../support/fake-output.js'

afterEach(cleanup)

const reading = (rowsRead: number) => ({
  step: 'reading' as const,
  rowsRead,
  bytesRead: 1,
  bytesTotal: null,
  part: {of: 'all' as const, rowsRead, rowsTotal: 100},
})

function running() {
  const clock = fakeClock('2026-11-16T12:00:00Z')
  let steps: RunSteps = firstSteps(clock.monotonicMs())
  const tell = (rowsRead: number) => {
    steps = withProgress(steps, reading(rowsRead), clock.monotonicMs())
  }
  return {clock, steps: () => steps, tell}
}

it('follows the steps, ten times a second at most, and the size of the terminal', async () => {
  const {clock, steps, tell} = running()
  let columns = 80
  const size = () => ({columns, rows: 24})
  const {lastFrame, frames} = render(
    <RunStepsView steps={steps} clock={clock} size={size} paint={plainPaint} />,
  )
  expect(lastFrame()).toBe('● connect   0:00\n○ fetch\n○ rules')
  const before = frames.length
  for (let rows = 1; rows <= 40; rows++) {
    tell(rows)
    await clock.advance(10)
  }
  expect(frames.length - before).toBe(4)
  expect(lastFrame()).toContain('● fetch     ███░░░░░ 40%  40 of 100 deals  0:00')
  columns = 34
  await clock.advance(1000)
  expect(lastFrame()).toContain('● fetch     40%  40 deals  0:01')
})

describe('on a terminal', () => {
  function terminal() {
    const written: string[] = []
    let resume = () => {}
    return {
      written,
      resume: () => resume(),
      columns: 80,
      rows: 24,
      write: (text: string) => void written.push(text),
      onResume(listener: () => void) {
        resume = listener
        return () => {
          resume = () => {}
        }
      },
    }
  }

  const block = ['● connect   0:00', '○ fetch', '○ rules'].map(line => `\u001b[2K${line}\u001b[0m\n`).join('')

  it('draws in place, below what the shell wrote meanwhile, and leaves nothing', async () => {
    const {clock, steps} = running()
    const screen = terminal()
    const stop = new AbortController()
    await showRunSteps(screen, {steps, clock, paint: plainPaint, signal: stop.signal})
    expect(screen.written).toEqual([`\u001b[?2026h\u001b[?7l\r${block}\u001b[J\u001b[?7h\u001b[?2026l`])
    screen.resume()
    expect(screen.written.at(-1)).toBe(screen.written[0])
    await clock.advance(1000)
    expect(screen.written.at(-1)).toMatch(
      /^\u001b\[\?2026h\u001b\[\?7l\r\u001b\[3A\u001b\[2K● connect {3}0:01/,
    )
    // The lines are broken there.
    screen.columns = 10
    stop.abort()
    expect(screen.written.at(-1)).toBe('\r\u001b[4A\u001b[J')
    const count = screen.written.length
    await clock.advance(5000)
    screen.resume()
    expect(screen.written.length).toBe(count)
    expect(screen.written.join('')).not.toContain('\u001b[?25l')
  })

  it('draws nothing of what has ended before it was ready', async () => {
    const {clock, steps} = running()
    const screen = terminal()
    await showRunSteps(screen, {steps, clock, paint: plainPaint, signal: AbortSignal.abort()})
    expect(screen.written).toEqual([])
  })

  it('is shown after a second, and gone when the work fails', {timeout: 30_000}, async () => {
    const screen = terminal()
    const clock = fakeClock('2026-11-16T12:00:00Z')
    const err = recordedOutput({isTerminal: true})
    const progress = new RunProgress({io: {err}, clock, host: {lineTerminal: async () => screen}})
    let fail: (error: Error) => void = () => {}
    const done = progress.during(
      () =>
        new Promise((_, reject) => {
          fail = reject
        }),
    )
    await clock.advance(1000)
    await expect.poll(() => screen.written.join(''), {timeout: 20_000}).toContain('● connect   0:01')
    fail(new Error('refused'))
    await expect(done).rejects.toThrow('refused')
    expect(screen.written.at(-1)).toBe('\r\u001b[3A\u001b[J')
    expect(err.text()).toBe('')
  })
})
