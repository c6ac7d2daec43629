import {describe, expect, it} from 'vitest'
import {RunProgress} from '../../src/cli/run-progress.js'
import {aClaimedDelivery} from '../support/an-outbox.js'
import {fakeClock} from '../support/fake-clock.js'
import {recordedOutput} from '../support/fake-output.js'

const start = '2026-11-16T12:00:00.000Z'

const reading = (rowsRead: number, more = {}) => ({
  step: 'reading' as const,
  rowsRead,
  bytesRead: 50,
  bytesTotal: null,
  part: null,
  ...more,
})

const ofOpen = (rowsRead: number) => ({part: {of: 'open' as const, rowsRead, rowsTotal: 27_400}})

/** A run of which `told` is known at these milliseconds; what stands on stderr at its end. */
function running({isTerminal = false} = {}) {
  const err = recordedOutput({isTerminal})
  const clock = fakeClock(start)
  let asked = 0
  const lineTerminal = async () => {
    asked++
    return null
  }
  const progress = new RunProgress({io: {err}, clock, host: {lineTerminal}})
  let end = () => {}
  const during = () => {
    const work = new Promise<void>(resolve => {
      end = resolve
    })
    return progress.during(() => work)
  }
  return {err, clock, progress, during, end: () => end(), asked: () => asked}
}

describe('a run without a terminal', () => {
  it('is silent for five seconds', async () => {
    const {err, clock, progress, during, end} = running()
    const done = during()
    progress.update(reading(10))
    await clock.advance(4999)
    progress.update({step: 'judging', rowsRead: 10})
    end()
    await done
    await clock.advance(60_000)
    expect(err.text()).toBe('')
  })

  it('tells each step when it begins, and how far it is every ten seconds', async () => {
    const {err, clock, progress, during, end} = running()
    let done = during()
    const at = async (ms: number, tell: () => void) => {
      await clock.advance(Date.parse(start) + ms - clock.now().getTime())
      tell()
    }
    await at(6000, () => progress.update(reading(0)))
    for (let ms = 6100; ms < 30_000; ms += 100) await at(ms, () => progress.update(reading(ms, ofOpen(ms))))
    await at(30_000, () => progress.update({step: 'judging', rowsRead: 27_400}))
    end()
    await done
    done = during()
    progress.deliver([
      aClaimedDelivery({id: 'a'}).delivery,
      aClaimedDelivery({id: 'b'}).delivery,
      aClaimedDelivery({id: 'c'}).delivery,
    ])
    progress.updateDelivery({id: 'a', status: 'sending'})
    await at(35_000, () => progress.updateDelivery({id: 'a', status: 'sent'}))
    await at(41_000, () => progress.updateDelivery({id: 'b', status: 'failed'}))
    end()
    await done
    expect(err.text().split('\n')).toEqual([
      'connecting',
      'fetching',
      'fetching: 15,900 of 27,400 open deals (29%)',
      'fetching: 25,900 of 27,400 open deals (47%)',
      'judging 27,400 deals',
      'delivering: 3 messages, 3 waiting',
      'delivering: 3 messages, 1 sent, 2 waiting',
      '',
    ])
  })

  it('says the same only once', async () => {
    const {err, clock, during, end} = running({isTerminal: true})
    const done = during()
    await clock.advance(60_000)
    end()
    await done
    expect(err.text()).toBe('connecting\n')
  })

  it('outlives whoever reads it', async () => {
    const {clock, progress, during, end, err} = running()
    err.write = () => Promise.reject(new Error('EIO'))
    const done = during()
    await clock.advance(6000)
    progress.update(reading(1))
    end()
    await expect(done).resolves.toBeUndefined()
  })
})

it('is not shown in its first second, nor is its terminal looked for', async () => {
  const {clock, during, end, asked} = running({isTerminal: true})
  const done = during()
  await clock.advance(999)
  end()
  await done
  await clock.advance(5000)
  expect(asked()).toBe(0)
})
