import {setImmediate as breathe} from 'node:timers/promises'

/**
 * Asks for the next page while one is worked on: a search waits for its turn longer than for its answer. Whoever stops early
 * goes on when the call that is under way has ended.
 */
export async function* oneAhead<Page>(pages: AsyncGenerator<Page>): AsyncGenerator<Page> {
  let next = pages.next()
  try {
    for (;;) {
      const {done, value} = await next
      if (done) return
      next = pages.next()
      // Thrown where it is waited for, above; until then it is nobody's.
      next.catch(() => null)
      // So that the call leaves before the page takes all the time there is.
      await breathe()
      yield value
    }
  } finally {
    await next.catch(() => null)
  }
}
