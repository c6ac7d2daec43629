import type {User} from '../domain/user.js'
import {type Overview, type OverviewPorts, overview} from './overview.js'
import {refuseMovedFile} from './refuse-moved-file.js'
import {watchedWrites} from './watched-writes.js'

/** Looked at without a write as well: a process may end without one, and times pass. */
const lookEveryMs = 5000
/** A read may take this part of the time: where thousands of reviews make it slow, it comes less often. */
const restPerRead = 30
const leastRestMs = 250

type Store = OverviewPorts['store'] &
  Parameters<typeof watchedWrites>[0]['store'] &
  Parameters<typeof refuseMovedFile>[0]

/** Wakes a follower before its time, also one that is not asleep yet. */
export class Wake {
  #isAsked = false
  #wake: () => void = () => undefined

  now = (): void => {
    this.#isAsked = true
    this.#wake()
  }

  /** Resolves when somebody asks, at once where somebody has; `signal` ends the wait. */
  asked(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      const done = () => {
        this.#isAsked = false
        resolve()
      }
      this.#wake = done
      if (this.#isAsked) done()
      else signal.addEventListener('abort', () => resolve(), {once: true})
    })
  }
}

/** Tells of a user's reviews whenever something was written, and of what kept it from being read. Ends with `signal`. */
export async function followOverview(
  ports: OverviewPorts & {store: Store},
  actor: User,
  {
    wake,
    signal,
    onOverview,
    onError,
  }: {
    wake: Wake
    signal: AbortSignal
    onOverview(overview: Overview): void
    onError(error: unknown): void
  },
): Promise<void> {
  const {clock} = ports
  void wakeAtWrites(ports, wake, signal).catch(() => undefined)
  for (;;) {
    await untilAsked(wake, {clock, ms: lookEveryMs, signal})
    if (signal.aborted) return
    const startMs = clock.monotonicMs()
    await overviewInPlace(ports, actor).then(onOverview, onError)
    const restMs = Math.max(leastRestMs, restPerRead * (clock.monotonicMs() - startMs))
    await clock.sleep(restMs, signal).catch(() => undefined)
  }
}

async function overviewInPlace(ports: OverviewPorts & {store: Store}, actor: User): Promise<Overview> {
  refuseMovedFile(ports.store, 'start the command again')
  return overview(ports, actor)
}

async function wakeAtWrites(
  ports: OverviewPorts & {store: Store},
  wake: Wake,
  signal: AbortSignal,
): Promise<void> {
  for await (const _ of watchedWrites(ports, signal)) wake.now()
}

async function untilAsked(
  wake: Wake,
  {clock, ms, signal}: {clock: OverviewPorts['clock']; ms: number; signal: AbortSignal},
): Promise<void> {
  const over = new AbortController()
  const either = AbortSignal.any([signal, over.signal])
  const slept = clock.sleep(ms, either).catch(() => undefined)
  await Promise.race([slept, wake.asked(either)])
  over.abort('over')
}
