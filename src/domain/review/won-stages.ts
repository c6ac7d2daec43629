import type {CalendarDate} from './calendar-date.js'
import type {Deal} from './deal.js'
import type {StageEntry} from './deal-history.js'
import {InternedTexts} from './interned-texts.js'

/** More days than that, 179 years, are as long: what is looked for is the middle. */
const mostDays = 65_535

/** A place for each pipeline's stages in one number; a double holds it exactly for two million pipelines. */
const stagesPerPipeline = 2 ** 32

/**
 * How many days won deals were in each stage, and how many it took from entering it (for the last time) to the win: 12 bytes for a
 * deal and stage, so that the stages of a million won deals fit into memory. A group is a stage of a pipeline.
 */
export class WonStages {
  size = 0
  groupCount = 0
  /** By entry: the deal's row, the group and the days. */
  rows = new Uint32Array(1024)
  groups = new Uint32Array(1024)
  daysIn = new Uint16Array(1024)
  daysToWon = new Uint16Array(1024)
  readonly #dateOf: (instantMs: number) => CalendarDate
  readonly #stages = new InternedTexts()
  readonly #groupOf = new Map<number, number>()
  /** By group, its latest entry. */
  readonly #latest: number[] = []

  constructor(dateOf: (instantMs: number) => CalendarDate) {
    this.#dateOf = dateOf
  }

  /** Nothing of a deal whose dates are out of order. A deal that came back to a stage was in it for both times together. */
  add({stageHistory, createdAt, closeDate}: Deal, at: {row: number; pipeline: number}): void {
    if (stageHistory === null || closeDate === null) return
    if (createdAt !== null && this.#dateOf(createdAt.getTime()) > closeDate) return
    if (!this.#isInOrder(stageHistory, closeDate)) return
    const first = this.size
    for (let place = 0; place < stageHistory.length; place++) {
      const {stage} = stageHistory[place]!
      const entered = this.#enteredOn(stageHistory, place)
      if (entered > closeDate) return
      const isLast = place === stageHistory.length - 1
      const left = isLast ? closeDate : Math.min(closeDate, this.#enteredOn(stageHistory, place + 1))
      const entry = this.#entryOf({group: this.#put(at.pipeline, stage), row: at.row, first})
      this.daysIn[entry] = Math.min(mostDays, this.daysIn[entry]! + left - entered)
      this.daysToWon[entry] = Math.min(mostDays, closeDate - entered)
    }
  }

  /** -1 for a stage that no won deal of the pipeline went through. */
  groupOf(pipeline: number, stage: string): number {
    const code = this.#stages.find(stage)
    return code < 0 ? -1 : (this.#groupOf.get(pipeline * stagesPerPipeline + code) ?? -1)
  }

  /** The last stage, in which the deal is won, may be entered after the close date: people are late to say so. */
  #isInOrder(history: readonly StageEntry[], closeDate: CalendarDate): boolean {
    for (let place = 1; place < history.length; place++) {
      const before = this.#enteredOn(history, place - 1)
      if (before > closeDate || before > this.#enteredOn(history, place)) return false
    }
    return true
  }

  #enteredOn(history: readonly StageEntry[], place: number): CalendarDate {
    return this.#dateOf(history[place]!.at.getTime())
  }

  #put(pipeline: number, stage: string): number {
    const key = pipeline * stagesPerPipeline + this.#stages.codeOf(stage)
    const known = this.#groupOf.get(key)
    if (known !== undefined) return known
    this.#groupOf.set(key, this.groupCount)
    this.#latest.push(-1)
    return this.groupCount++
  }

  /** The deal's entry for the stage, whose entries begin at `first`. */
  #entryOf({group, row, first}: {group: number; row: number; first: number}): number {
    const latest = this.#latest[group]!
    if (latest >= first) return latest
    if (this.size === this.rows.length) this.#grow()
    const entry = this.size++
    this.rows[entry] = row
    this.groups[entry] = group
    this.#latest[group] = entry
    return entry
  }

  #grow(): void {
    this.rows = twice(this.rows, Uint32Array)
    this.groups = twice(this.groups, Uint32Array)
    this.daysIn = twice(this.daysIn, Uint16Array)
    this.daysToWon = twice(this.daysToWon, Uint16Array)
  }
}

function twice<Column extends Uint32Array | Uint16Array>(
  column: Column,
  make: new (length: number) => Column,
): Column {
  const larger = new make(column.length * 2)
  larger.set(column)
  return larger
}
