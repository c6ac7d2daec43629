import {describe, expect, it} from 'vitest'
import {readProgress} from '../../src/cli/progress.js'
import {fakeClock} from '../support/fake-clock.js'
import {recordedOutput} from '../support/fake-output.js'

const start = '2026-11-16T12:00:00.000Z'
const read = {step: 'reading' as const, rowsRead: 262_367, bytesRead: 50, bytesTotal: 100, part: null}

function watched(isTerminal = true) {
  const output = recordedOutput({isTerminal})
  const clock = fakeClock(start)
  const progress = readProgress(output, clock)
  const at = (ms: number) => clock.set(new Date(Date.parse(start) + ms).toISOString())
  return {output, progress, at}
}

describe('the progress of a read', () => {
  it('is not shown in its first second', () => {
    const {output, progress, at} = watched()
    at(999)
    progress.update(read)
    expect(output.text()).toBe('')
  })

  it('tells rows and share after that, in one line', async () => {
    const {output, progress, at} = watched()
    at(1000)
    progress.update(read)
    expect(output.text()).toBe('\rreading deals: 262,367 rows (50%)\u001b[K')
    await progress.end()
    expect(output.text().endsWith('\r\u001b[K')).toBe(true)
  })

  it('is drawn five times a second at most', () => {
    const {output, progress, at} = watched()
    for (const ms of [1000, 1199, 1200, 1399, 1400]) {
      at(ms)
      progress.update(read)
    }
    expect(output.text().match(/reading/g)).toHaveLength(3)
  })

  it.each([
    ['no share where the size is not known', {...read, bytesTotal: null}, 'rows\u001b'],
    ['never more than all', {...read, bytesRead: 140}, '(100%)'],
  ])('%s', (_, progressed, part) => {
    const {output, progress, at} = watched()
    at(2000)
    progress.update(progressed)
    expect(output.text()).toContain(part)
  })

  it('says at once when all is read and judged', () => {
    const {output, progress, at} = watched()
    at(2000)
    progress.update(read)
    progress.update({step: 'judging', rowsRead: 500_000})
    expect(output.text()).toContain('\rjudging 500,000 rows\u001b[K')
  })

  it('says nothing of a short read', async () => {
    const {output, progress} = watched()
    progress.update(read)
    progress.update({step: 'judging', rowsRead: 10})
    await progress.end()
    expect(output.text()).toBe('')
  })

  it('outlives its terminal', async () => {
    const gone = {...recordedOutput({isTerminal: true}), write: () => Promise.reject(new Error('EIO'))}
    const clock = fakeClock(start)
    const progress = readProgress(gone, clock)
    clock.set('2026-11-16T12:00:01.000Z')
    progress.update(read)
    await expect(progress.end()).resolves.toBeUndefined()
  })

  it('is nothing for a log file', async () => {
    const {output, progress, at} = watched(false)
    at(5000)
    progress.update(read)
    progress.update({step: 'judging', rowsRead: 10})
    await progress.end()
    expect(output.text()).toBe('')
  })
})
