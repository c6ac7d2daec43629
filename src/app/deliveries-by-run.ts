import type {Delivery} from '../domain/delivery/delivery.js'

/** By the id of the run; without those that have none. */
export function deliveriesByRun(deliveries: readonly Delivery[]): ReadonlyMap<string, readonly Delivery[]> {
  const all = new Map<string, Delivery[]>()
  for (const delivery of deliveries) all.set(delivery.runId, [...(all.get(delivery.runId) ?? []), delivery])
  return all
}
