import {beforeEach, describe, expect, it} from 'vitest'
import {type Ping, PingQueue} from '../../src/daemon/ping-queue.js'
import {RevschedError} from '../../src/domain/errors.js'
import {packedTarget, pingPlace} from '../../src/domain/ping/ping-target.js'
import {fakeClock} from '../support/fake-clock.js'
import {fakeLogger} from '../support/fake-logger.js'
import {fakeSecretBox} from '../support/fake-secret-box.js'

const secret = 'eb095278-f28d-448d-87fb-7b75c171a6aa'
const box = fakeSecretBox()

async function aPing(changes: Partial<Ping> = {}): Promise<Ping> {
  const reviewId = changes.reviewId ?? 'review-1'
  const target = {url: `https://hc-ping.com/${secret}`, isPrivateAllowed: false}
  const sealed = await box.seal(packedTarget(target), pingPlace(reviewId))
  const pingUrl = {sealed, shown: 'https://hc-ping.com/eb09…'}
  return {reviewId, reviewName: 'weekly', pingUrl, kind: 'start', runId: 'run-1', body: '', ...changes}
}

type Answer = number | Error | 'nothing'

/** A queue whose requests are answered as told, and by 200 afterwards. */
function aQueue(...answers: Answer[]) {
  const clock = fakeClock('2026-03-29T00:00:00Z')
  const log = fakeLogger()
  const sent: string[] = []
  const queue = new PingQueue({
    clock,
    log,
    box,
    random: () => 1,
    send(request, signal) {
      sent.push(
        `${(clock.monotonicMs() - Date.parse('2026-03-29T00:00:00Z')) / 1000} ${request.url.slice(20 + secret.length)}`,
      )
      const answer = answers.shift() ?? 200
      if (answer === 'nothing')
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve({status: answer})
    },
  })
  return {queue, clock, log, sent, events: () => log.lines.map(({event}) => event)}
}

const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate)
}

const refused = new RevschedError('delivery-failed', 'the connection failed (ECONNREFUSED)', {canPass: true})

describe('PingQueue', () => {
  let ping: Ping
  beforeEach(async () => {
    ping = await aPing()
  })

  it('sends the pings of a review one after the other', async () => {
    const {queue, sent} = aQueue('nothing')
    queue.add(ping)
    queue.add({...ping, kind: 'success'})
    await settled()
    expect(sent).toEqual(['0 /start?rid=run-1'])
    expect(queue.told()).toEqual({sent: 0, failed: 0, dropped: 0, waiting: 2, failingReviews: 0})
  })

  it('sends those of eight reviews at a time, and of no ninth', async () => {
    const {queue, sent} = aQueue(...Array.from({length: 8}, () => 'nothing' as const))
    for (let index = 0; index < 9; index++) queue.add(await aPing({reviewId: `review-${index}`}))
    await settled()
    expect(sent.length).toBe(8)
  })

  it.each<{name: string; answers: Answer[]; attempts: string[]; isSent: boolean}>([
    {name: '200', answers: [200], attempts: ['0'], isSent: true},
    {name: '204', answers: [204], attempts: ['0'], isSent: true},
    {name: '500, then 200', answers: [500, 200], attempts: ['0', '1'], isSent: true},
    {name: '429 twice, then 200', answers: [429, 429, 200], attempts: ['0', '1', '6'], isSent: true},
    {name: '503 for ever', answers: [503, 503, 503], attempts: ['0', '1', '6'], isSent: false},
    {name: 'no connection', answers: [refused, refused, refused], attempts: ['0', '1', '6'], isSent: false},
    {name: 'silence', answers: ['nothing', 'nothing', 'nothing'], attempts: ['0', '11', '26'], isSent: false},
    {name: '404', answers: [404], attempts: ['0'], isSent: false},
    {name: 'a redirect', answers: [307], attempts: ['0'], isSent: false},
    {name: 'a bug', answers: [new Error(`it holds ${secret}`)], attempts: ['0'], isSent: false},
  ])('tries again what may pass: $name', async ({answers, attempts, isSent}) => {
    const {queue, clock, log, sent} = aQueue(...answers)
    queue.add(ping)
    await clock.advance(60_000)
    expect(sent.map(one => one.split(' ')[0])).toEqual(attempts)
    expect(queue.told()).toMatchObject({sent: isSent ? 1 : 0, failed: isSent ? 0 : 1, waiting: 0})
    expect(JSON.stringify(log.lines)).not.toContain(secret)
  })

  it('warns once for a review until one goes well', async () => {
    const {queue, clock, log, events} = aQueue(404, 404, 200, 404)
    for (let time = 0; time < 4; time++) queue.add(ping)
    await clock.advance(1000)
    expect(events()).toEqual(['ping-failed', 'ping-back', 'ping-failed'])
    expect(log.lines[0]).toMatchObject({
      level: 'warn',
      fields: {review: 'weekly', runId: 'run-1', kind: 'start'},
    })
    expect(log.lines[0]!.message).toContain('https://hc-ping.com/eb09… failed: the answer was 404')
    expect(queue.told()).toMatchObject({sent: 1, failed: 3, failingReviews: 1})
  })

  it('tells of a URL that does not open, and sends nothing', async () => {
    const {queue, log, sent} = aQueue()
    queue.add({...ping, reviewId: 'review-2'})
    await settled()
    expect(sent).toEqual([])
    expect(log.lines[0]!.message).toContain('sealed with another key')
  })

  it('drops one for each that comes when 2000 wait, counts it, and warns once', async () => {
    const {queue, events} = aQueue('nothing')
    for (let count = 0; count < 2005; count++) queue.add(ping)
    expect(queue.told()).toMatchObject({waiting: 2000, dropped: 5})
    expect(events()).toEqual(['ping-failed'])
  })

  /** Runs a1 and a2 are of one review; the first ping is under way when the others come. */
  it.each<{name: string; waiting: string[]; last: string; dropped: string}>([
    {
      name: 'a start that comes',
      waiting: ['a1 start', 'b1 start', 'c1 success'],
      last: 'd1 start',
      dropped: 'd1 start',
    },
    {
      name: 'a start that waits, for an end',
      waiting: ['a1 start', 'c1 success', 'b1 start'],
      last: 'd1 success',
      dropped: 'b1 start',
    },
    {
      name: 'no start that is under way, but an end before another one of its review',
      waiting: ['a1 start', 'a1 fail', 'b1 success'],
      last: 'a2 success',
      dropped: 'a1 fail',
    },
    {
      name: 'an end that comes, where none of its review waits',
      waiting: ['a1 start', 'b1 success', 'c1 fail'],
      last: 'd1 success',
      dropped: 'd1 success',
    },
  ])('drops $name', async ({waiting, last, dropped}) => {
    const {queue, clock, sent} = aQueue(...Array.from({length: 8}, () => 'nothing' as const))
    const pingOf = (text: string) => {
      const [runId, kind] = text.split(' ') as [string, Ping['kind']]
      return aPing({reviewId: runId[0]!, runId, kind})
    }
    const held = ['1', '2', '3', '4', '5', '6', '7'].map(review => `${review} success`)
    for (const text of [...held, ...waiting]) queue.add(await pingOf(text))
    const other = await pingOf('other success')
    while (queue.size < 2000) queue.add(other)
    queue.add(await pingOf(last))
    await clock.advance(60_000)
    const told = new Set(sent.map(text => text.split(' ')[1]))
    const addressOf = (text: string) => text.replace(/(.*) (.*)/, '/$2?rid=$1').replace('/success', '')
    const kept = [...waiting, last].filter(text => told.has(addressOf(text)))
    expect(kept).toEqual([...waiting, last].filter(text => text !== dropped))
    expect(queue.told()).toMatchObject({dropped: 1, waiting: 0})
  })

  it('waits for no longer than it may when it is closed, and leaves nothing behind', async () => {
    const {queue, clock, events} = aQueue('nothing')
    queue.add(ping)
    queue.add({...ping, kind: 'success'})
    await settled()
    const closed = queue.close(2000)
    await clock.advance(2000)
    await closed
    expect([queue.size, events()]).toEqual([0, ['pings-left']])
    queue.add(ping)
    expect([queue.size, queue.told().dropped]).toEqual([0, 1])
  })

  it('tries what waits for another attempt at once when it is closed, and once', async () => {
    const {queue, clock, sent, events} = aQueue(503, 200)
    queue.add(ping)
    await settled()
    const closed = queue.close(2000)
    await clock.advance(0)
    await closed
    expect(sent.map(one => one.split(' ')[0])).toEqual(['0', '0'])
    expect(events()).toEqual([])
  })

  it('closes at once when nothing waits', async () => {
    const {queue} = aQueue()
    await queue.close(2000)
    expect(queue.size).toBe(0)
  })
})
