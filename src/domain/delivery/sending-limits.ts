/** So many messages are made at a time: each holds the deals of its review. */
const madeAtATime = 8

/** So many deliveries are under way in a process, each by another channel: of most, only a connection waits for an answer. */
const underWayAtATime = 64

/** Of messages that wait for an answer. Above it no more are under way than are made at a time, however large each is. */
const mostBytes = 64_000_000

/** An attempt is over before: no lease has to be renewed. */
export const deliveryLeaseMs = 120_000

/** Bytes of the message of each delivery under way, about; null while it is being made. */
type UnderWayBytes = readonly (number | null)[]

/** How many deliveries may be begun now: places that do not answer leave room for the others. */
export function roomToSend(underWay: UnderWayBytes): number {
  const making = underWay.filter(bytes => bytes === null).length
  const bytes = underWay.reduce<number>((sum, one) => sum + (one ?? 0), 0)
  const most = bytes > mostBytes ? madeAtATime : underWayAtATime
  return Math.max(0, Math.min(madeAtATime - making, most - underWay.length))
}

/** Of texts their UTF-16 units, about bytes; numbers and names are not counted. */
export function messageBytes(part: unknown): number {
  if (typeof part === 'string') return part.length
  if (part instanceof Uint8Array) return part.byteLength
  if (typeof part !== 'object' || part === null) return 0
  return Object.values(part).reduce<number>((sum, inner) => sum + messageBytes(inner), 0)
}
