import {expect, it} from 'vitest'
import {DeliveryDesk} from '../../src/daemon/delivery-desk.js'
import type {DeliveryWish} from '../../src/domain/ports/delivery-store.js'
import {aClaimedDelivery} from '../support/an-outbox.js'
import {fakeClock} from '../support/fake-clock.js'
import {fakeLogger} from '../support/fake-logger.js'

const never = () => new Promise<never>(() => undefined)

it.each([
  ['messages that are made', null, [8]],
  ['places that hang', 1000, [8, 8, 8, 8, 8, 8, 8, 8]],
  ['places that hang with large messages', 20_000_000, [8]],
])('begins as many deliveries as %s leave room for', async (_, bytes, limits) => {
  const wished: number[] = []
  const claimed = (count: number) =>
    Array.from({length: count}, (_, index) => aClaimedDelivery({id: `d-${wished.length}-${index}`}))
  const limitOf = (claim: DeliveryWish | null) => {
    if (claim) wished.push(claim.limit)
    return claim?.limit ?? 0
  }
  let woken = 0
  const desk = new DeliveryDesk(
    {
      store: {
        advanceDeliveries: async ({claim}) => ({
          claimed: claimed(limitOf(claim)),
          lost: [],
          settled: [],
          nextAttemptAt: new Date(0),
        }),
        releaseDelivery: never,
      },
      send: (_, _signal, onMade) => {
        if (bytes !== null) onMade(bytes)
        return never()
      },
      clock: fakeClock('2026-11-16T09:00:00Z'),
      log: fakeLogger(),
      isOwnerAlive: () => true,
      leaseOwner: 'daemon',
    },
    () => woken++,
  )
  for (let times = 0; times < 10; times++) await desk.advance({claims: 'wanted'})
  expect(wished).toEqual(limits)
  expect([desk.size, woken]).toEqual([8 * limits.length, bytes === null ? 0 : 8 * limits.length])
})
