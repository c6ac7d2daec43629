import {type ForeignJob, type ForeignJobs, readEach, refusal} from './foreign-job.js'

/** A line that names a time, with what the lines above it set. */
type TimedLine = {number: number; text: string; variables: ReadonlyMap<string, string>; hasUser: boolean}

type Options = {
  /** As in /etc/crontab and /etc/cron.d: a user stands between the time and the command. */
  hasUser: boolean
  /** Only lines that hold this text; null for all. */
  match: string | null
}

/**
 * Reads what `crontab -l` prints. Fields mean what they mean to cron on Debian and to cronie (crontab(5) of both): both day fields
 * given need one of them to hold, unless one begins with `*`, which needs both.
 */
export function readCrontab(text: string, {hasUser, match}: Options): ForeignJobs {
  const variables = new Map<string, string>()
  const lines: TimedLine[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const trimmed = line.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const assigned = assignment.exec(trimmed)
    if (assigned) variables.set(assigned[1]!, unquoted(assigned[2]!))
    else if (match === null || trimmed.includes(match))
      lines.push({number: index + 1, text: trimmed, variables: new Map(variables), hasUser})
  }
  return readEach(lines, ({number, text}) => ({place: `line ${number}`, was: timeOf(text)}), jobOf)
}

/** `PATH=/usr/bin`, `MAILTO = "ann@acme.com"`: no time begins with a letter. */
const assignment = /^["']?([A-Za-z_]\w*)["']?\s*=\s*(.*)$/

function unquoted(value: string): string {
  return /^(["'])(.*)\1$/.exec(value.trim())?.[2] ?? value.trim()
}

function timeOf(line: string): string {
  const words = line.split(/\s+/)
  return line.startsWith('@') ? words[0]! : words.slice(0, 5).join(' ')
}

function jobOf({text, variables, hasUser}: TimedLine): Omit<ForeignJob, 'place' | 'was'> {
  const words = text.split(/\s+/)
  const time = timeOf(text)
  const rest = words.slice(time.split(' ').length + (hasUser ? 1 : 0))
  if (rest.length === 0)
    throw refusal(
      hasUser
        ? 'it has no command after five fields and a user'
        : 'it has no command after the five fields of its time',
      'a line is: minute hour day-of-month month day-of-week command',
    )
  const notes: string[] = []
  const timezone = variables.get('CRON_TZ') ?? null
  if (timezone === null && variables.has('TZ'))
    notes.push('TZ changes what the command sees, not when cron starts it')
  return {name: nameOf(rest), schedule: scheduleOf(time, notes), timezone, notes}
}

function scheduleOf(time: string, notes: string[]): string {
  if (time.startsWith('@')) return time
  // Of SUSE and cronie: "-" before the minute keeps the run out of the system's log.
  const fields = time.replace(/^-(?=[\d*])/, '').split(' ')
  const [, , day = '', , weekday = ''] = fields
  const isBothGiven = day !== '*' && weekday !== '*'
  if (isBothGiven && (day.startsWith('*') || weekday.startsWith('*'))) {
    fields[4] = `+${weekday}`
    notes.push('cron needs both day fields here, as one begins with "*"')
  }
  return fields.join(' ')
}

/** The review that it runs, or the program: `weekly` of `/usr/bin/revsched run-now weekly`, `sync-crm` of `python3 /opt/sync-crm.py -v`. */
function nameOf(words: readonly string[]): string | null {
  const ran = /\brevsched\b.*?\brun-now\s+(?:--\S+\s+)*(?:"([^"]+)"|'([^']+)'|([^\s-]\S*))/.exec(
    words.join(' '),
  )
  if (ran) return ran[1] ?? ran[2] ?? ran[3]!
  const program = commandOf(words.join(' ')).find(word => !isPassedOver(word))
  const base = program
    ?.split('/')
    .at(-1)
    ?.replace(/\.\w{1,4}$/, '')
  return base ? base.replace(/[^\p{L}\p{N}._-]/gu, '').replace(/^-+/, '') || null : null
}

/** Of commands behind each other the first that is no step into a folder: `cd /opt/review && ./run.sh`. */
function commandOf(line: string): string[] {
  const commands = line.split(/&&|\|\||;/).map(command => command.trim().split(/\s+/))
  return commands.find(([first = '']) => !/^(cd|test|\[|\.|source)$/.test(first)) ?? commands[0]!
}

/** What stands before the program that is meant. */
function isPassedOver(word: string): boolean {
  if (/^\w+=/.test(word) || word.startsWith('-') || /^[&|;<>()]/.test(word)) return true
  const base = word.split('/').at(-1)!
  return starters.test(base)
}

const starters = /^(env|nice|ionice|flock|timeout|sudo|ba?sh|zsh|dash|python[\d.]*|node|npx|ruby|perl|php)$/
