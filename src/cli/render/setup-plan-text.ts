import type {SetupPlan} from '../../app/setup/setup-plan.js'
import {localText} from '../../domain/schedule/local-time.js'
import {terminalText} from '../../report/escape.js'
import type {Output} from '../io.js'
import type {ReadReview} from '../setup/read-review.js'
import type {EntryValue} from '../setup/setup-entry.js'
import type {ShownChange} from '../setup/shown-changes.js'

type Shown = {
  changes: readonly ShownChange[]
  reviews: readonly ReadReview[]
  plan: Pick<SetupPlan, 'unchanged' | 'pausedByHand'>
  isDryRun: boolean
}

const lost: Readonly<Record<ShownChange['section'], string>> = {
  connections: 'its settings and its login go; runs that read it stay in the history',
  channels: 'its settings and its secret go, and messages that wait for it are called off',
  reviews: 'its past runs stay in the history; one that waits or runs is called off',
}

/** A plan as a difference: `+` is made, `~` is changed, `-` goes; below each, its settings. */
export function setupPlanText({changes, reviews, plan, isDryRun}: Shown, output: Output): string {
  const running = reviews.filter(
    ({review: {name, pause}}) => !pause?.isPaused && !plan.pausedByHand.includes(name),
  )
  const still = Object.values(plan.unchanged).reduce((sum, count) => sum + count, 0)
  if (changes.length === 0)
    return `nothing to change: ${still} ${still === 1 ? 'entry' : 'entries'} as stored\n`
  const sections = (['connections', 'channels', 'reviews'] as const).flatMap(section => {
    const own = changes.filter(change => change.section === section)
    if (own.length === 0) return []
    return [`${output.paint.bold(section)}\n`, ...own.map(change => changeText(change, running, output))]
  })
  const words = isDryRun ? ['to create', 'to change', 'to remove'] : ['created', 'changed', 'removed']
  const counts = (['create', 'update', 'remove'] as const).flatMap((action, index) => {
    const count = changes.filter(change => change.action === action).length
    return count === 0 ? [] : [`${count} ${words[index]}`]
  })
  const end = isDryRun ? '; nothing was written' : ''
  return `${sections.join('')}\n${[...counts, `${still} unchanged`].join(', ')}${end}\n`
}

/** `running` are those that have a next time. */
function changeText(
  {section, name, action, fields}: ShownChange,
  running: readonly ReadReview[],
  {paint}: Output,
): string {
  const title = terminalText(name)
  if (action === 'remove') return `${paint.red(`  - ${title}`)}${paint.dim(`  ${lost[section]}`)}\n`
  const lines = fields.map(({key, before, after}) => {
    if (before === null) return paint.green(`      + ${key}: ${valueText(after)}`)
    if (after === null) return paint.red(`      - ${key}: ${valueText(before)}`)
    return paint.yellow(`      ~ ${key}: ${valueText(before)} -> ${valueText(after)}`)
  })
  const isTimed =
    section === 'reviews' && fields.some(({key}) => ['schedule', 'timezone', 'paused'].includes(key))
  const read = isTimed ? running.find(({review}) => review.name === name) : undefined
  const times = read ? timesOf(read).map(time => paint.dim(`        next  ${time}`)) : []
  const head = action === 'create' ? paint.green(`  + ${title}`) : paint.yellow(`  ~ ${title}`)
  return `${[head, ...lines, ...times].join('\n')}\n`
}

function timesOf({plan}: ReadReview): string[] {
  return plan.upcoming.map(
    ({at, note}) => `${localText(at, plan.timezoneCanonical)}${note ? `  ${note}` : ''}`,
  )
}

function valueText(value: EntryValue | null): string {
  if (value === null || value === true || typeof value === 'string') return terminalText(String(value))
  const texts = Array.isArray(value)
    ? value.map(String)
    : Object.entries(value).map(([name, text]) => `${name} = ${text ?? 'none'}`)
  return terminalText(texts.join(', '))
}
