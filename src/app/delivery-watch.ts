import type {Delivery} from '../domain/delivery/delivery.js'
import type {DeliveryStore} from '../domain/ports/delivery-store.js'
import type {Run} from '../domain/run/run.js'
import {deliveriesByRun} from './deliveries-by-run.js'

/** A run that came or ended (`isNews`), or of whose deliveries some have `ended` since it was told last. */
export type FollowedRun = {
  run: Run
  isNews: boolean
  /** All of the run. */
  deliveries: readonly Delivery[]
  ended: readonly Delivery[]
}

/** So many of the newest runs are looked at, for what is sent again by hand; older ones while something of theirs waits. */
const watchedRuns = 100

/** Knows how the deliveries of runs stood when they were told last. */
export class DeliveryWatch {
  readonly #store: Pick<DeliveryStore, 'listDeliveries'>
  /** Oldest first. */
  readonly #runs = new Map<string, Run>()
  /** By the id of the delivery. */
  #known = new Map<string, string>()

  constructor(store: Pick<DeliveryStore, 'listDeliveries'>) {
    this.#store = store
  }

  /** Those of the past: their deliveries have ended long ago. */
  async first(runs: readonly Run[]): Promise<FollowedRun[]> {
    return (await this.look(runs)).map(followed => ({...followed, ended: []}))
  }

  /** What is to be told: `news`, and then runs whose deliveries have ended. */
  async look(news: readonly Run[]): Promise<FollowedRun[]> {
    for (const run of news) if (run.status === 'completed') this.#runs.set(run.id, run)
    if (this.#runs.size === 0) return news.map(run => ({run, isNews: true, deliveries: [], ended: []}))
    const byRun = deliveriesByRun(await this.#store.listDeliveries([...this.#runs.keys()]))
    const withDeliveries = (run: Run) => {
      const deliveries = byRun.get(run.id) ?? []
      return {run, deliveries, ended: deliveries.filter(one => this.#hasEnded(one))}
    }
    const isTold = new Set(news.map(({id}) => id))
    const others = [...this.#runs.values()].filter(({id}) => !isTold.has(id))
    const told = [
      ...news.map(run => ({...withDeliveries(run), isNews: true})),
      ...others.map(run => ({...withDeliveries(run), isNews: false})).filter(({ended}) => ended.length > 0),
    ]
    this.#remember(byRun)
    return told
  }

  #hasEnded(delivery: Delivery): boolean {
    return !isOpen(delivery) && this.#known.get(delivery.id) !== stateOf(delivery)
  }

  #remember(byRun: ReadonlyMap<string, readonly Delivery[]>): void {
    const old = [...this.#runs.keys()].slice(0, -watchedRuns)
    for (const id of old) if (!byRun.get(id)?.some(isOpen)) this.#runs.delete(id)
    this.#known = new Map([...byRun.values()].flat().map(one => [one.id, stateOf(one)]))
  }
}

function isOpen({status}: Delivery): boolean {
  return status === 'pending' || status === 'sending'
}

/** Another one after each attempt. */
function stateOf({status, attempts}: Delivery): string {
  return `${status} ${attempts}`
}
