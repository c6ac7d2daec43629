import type {DeliveryStatus} from '../domain/delivery/delivery.js'
import type {SourceProgress} from '../domain/ports/deal-source.js'
import {shareRead} from '../domain/review/share-read.js'
import {displayWidth, padText, truncateText} from '../report/escape.js'
import type {Paint} from '../report/paint.js'
import {readText, rowsText} from '../report/read-text.js'
import {
  type DeliveryStep,
  deliveryWords,
  type RunSteps,
  type StepName,
  stepNames,
} from '../report/run-steps.js'
import {barText, percentOf} from './bar.js'
import {spanText} from './time-texts.js'

/** `nowMs` is of the clock of the steps. */
type StepsFrame = {nowMs: number; columns: number; rows: number; paint: Paint}

const wideFrom = 100

type Style = (text: string) => string

/** Lines that fit into the terminal with one row left for the cursor, which may stand below them. */
export function runStepLines(steps: RunSteps, frame: StepsFrame): string[] {
  const most = Math.max(1, frame.rows - 1)
  if (steps.step === 'delivery') return deliveringLines(steps, frame, most)
  const shown = stepNames.filter(name => name !== 'delivery' || steps.channels !== null)
  const lines = shown.map(name => stepLine(name, steps, frame))
  return lines.length <= most ? lines : [stepLine(steps.step, steps, frame)]
}

function stepLine(name: StepName, steps: RunSteps, frame: StepsFrame): string {
  const {paint} = frame
  const order = stepNames.indexOf(name) - stepNames.indexOf(steps.step)
  if (order < 0) return fitted(`✓ ${padText(name, 8)}`, doneTexts(name, steps), {frame, style: paint.dim})
  if (order > 0) return fitted(`○ ${padText(name, 8)}`, [waitingText(name, steps)], {frame, style: paint.dim})
  return fitted(`● ${padText(name, 8)}`, activeTexts(steps, frame), {frame, style: paint.cyan})
}

/** The first of the texts that leaves a column free behind the start of a line: the last one is cut where none does. */
function fitted(
  start: string,
  texts: readonly string[],
  {frame: {columns}, style}: {frame: StepsFrame; style: Style},
): string {
  const lines = texts.map(text => `${start}  ${text}`.trimEnd())
  const most = columns - 1
  return style(truncateText(lines.find(line => displayWidth(line) <= most) ?? lines.at(-1)!, most))
}

function doneTexts(name: StepName, {beganMs, read, rowsRead}: RunSteps): string[] {
  const endedMs = stepNames
    .slice(stepNames.indexOf(name) + 1)
    .map(next => beganMs[next])
    .find(ms => ms !== undefined)
  const took = spanText((endedMs ?? 0) - (beganMs[name] ?? 0))
  return name === 'fetch' && read ? [`${rowsText(read, rowsRead)}  ${took}`, took] : [took]
}

function waitingText(name: StepName, {channels}: RunSteps): string {
  return name === 'delivery' ? (channels ?? '') : ''
}

/** From the longest to the shortest. */
function activeTexts(steps: RunSteps, frame: StepsFrame): string[] {
  const {step, beganMs, read, rowsRead, isAgain} = steps
  const took = spanText(frame.nowMs - (beganMs[step] ?? frame.nowMs))
  if (step === 'rules') return [`${rowsText(read ?? {bytesTotal: null}, rowsRead)}  ${took}`, took]
  const text = read && readText(read)
  if (step !== 'fetch' || !read || !text) return [took]
  const again = isAgain ? ', once more from the start' : ''
  return [...sharesOf(read, frame).map(share => `${share}  ${text}${again}  ${took}`), ...shorter(read, took)]
}

function sharesOf(read: SourceProgress, {columns}: StepsFrame): string[] {
  const share = shareRead({step: 'reading', ...read})
  if (share === null) return []
  return [barText(share, columns < wideFrom ? 8 : 20), percentOf(share)]
}

function shorter(read: SourceProgress, took: string): string[] {
  const share = shareRead({step: 'reading', ...read})
  const percent = share === null ? '' : `${percentOf(share)}  `
  return [
    `${percent}${readText(read)}  ${took}`,
    `${percent}${rowsText(read, read.rowsRead)}  ${took}`,
    `${percent}${took}`,
  ]
}

function deliveringLines(steps: RunSteps, frame: StepsFrame, most: number): string[] {
  const {deliveries} = steps
  const first = stepLine('delivery', steps, frame)
  const line = (one: DeliveryStep) => deliveryLine(one, frame)
  if (deliveries.length < most) return [first, ...deliveries.map(line)]
  // What is still under way matters most.
  const places = Math.max(0, most - 2)
  const shown = [...deliveries].sort((a, b) => rank(a) - rank(b)).slice(0, places)
  const more = truncateText(`  … and ${deliveries.length - shown.length} more`, frame.columns - 1)
  return [first, ...shown.map(line), frame.paint.dim(more)].slice(0, most)
}

const ranks: Partial<Readonly<Record<DeliveryStatus, number>>> = {sending: 0, pending: 1, sent: 3, skipped: 3}

function rank({status}: DeliveryStep): number {
  return ranks[status] ?? 2
}

const marks: Readonly<Record<DeliveryStatus, {mark: string; color: keyof Paint}>> = {
  pending: {mark: '○', color: 'dim'},
  sending: {mark: '●', color: 'cyan'},
  sent: {mark: '✓', color: 'green'},
  partial: {mark: '!', color: 'yellow'},
  failed: {mark: '✗', color: 'red'},
  unknown: {mark: '?', color: 'yellow'},
  expired: {mark: '✗', color: 'red'},
  cancelled: {mark: '✗', color: 'yellow'},
  skipped: {mark: '-', color: 'dim'},
}

function deliveryLine({name, status}: DeliveryStep, frame: StepsFrame): string {
  const {mark, color} = marks[status]
  return fitted(`  ${mark} ${padText(deliveryWords[status], 8)}`, [name], {frame, style: frame.paint[color]})
}
