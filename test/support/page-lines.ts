/** A command line of a page, as a person types it. */
export type PageLine = {
  command: string
  /** Told behind it: `# exit code 11 unless ...`. */
  exitCode: number
  /** What a console shows below it; null where it shows nothing. */
  expected: string[] | null
}

/**
 * The lines of the blocks of a page that are for a shell (`sh`), and those behind `$ ` that a console shows (`console`). A block with the name
 * of a file (`csv deals.csv`) is that file.
 */
export function pageLines(text: string): PageLine[] {
  const blocks = text.matchAll(/^( *)```(\w+)(?: (\S+))?\n(.*?)^ *```/gms)
  return [...blocks].flatMap(([, indent, language, file, block]) => {
    if (file) return [lineOf(`cat > ${file} <<'END'\n${block}END\n`)]
    const rows = block!
      .replace(/ *\\\n */g, ' ')
      .split('\n')
      .slice(0, -1)
      .map(row => row.slice(indent!.length))
    if (language === 'console') return consoleLines(rows)
    return language === 'sh' ? rows.filter(row => !/^\s*(#|$)/.test(row)).map(lineOf) : []
  })
}

function consoleLines(rows: readonly string[]): PageLine[] {
  const lines: PageLine[] = []
  for (const row of rows) {
    const line = lines.at(-1)
    if (row.startsWith('$ ')) lines.push(lineOf(row.slice(2)))
    else if (line) line.expected = [...(line.expected ?? []), asPattern(row)]
  }
  return lines
}

/** `...` alone stands for lines, as in a scenario, and within a line for anything. */
function asPattern(row: string): string {
  return row.trim() === '...' ? row : row.replaceAll('...', '<*>')
}

function lineOf(row: string): PageLine {
  const exitCode = Number(/\s# exit code (\d+)/.exec(row)?.[1] ?? 0)
  return {command: row.replace(/\s+# .*$/, ''), exitCode, expected: null}
}

const days = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun'

/** Without what is different each time: ids, times, how long ago, and the widths of columns that follow from them. */
export function blurred(output: string): string {
  return output
    .replace(/\d{4}-\d\d-\d\dT\d{4}Z/g, '(time)')
    .replace(
      new RegExp(`\\b(${days}) \\d{1,2} \\w{3}( \\d{4})? \\d\\d:\\d\\d( [+-]\\d\\d:\\d\\d)?`, 'g'),
      '(time)',
    )
    .replace(/\b[0-9a-f]{8}\b/g, '(id)')
    .replace(/just now|\b\d+[dhms]( \d+[hms])?( ago)?\b/g, '(span)')
    .replace(/(?<=\S) {2,}/g, ' ')
}

/** Lines that no test can run, and why. */
export const cannotRun: readonly [RegExp, string][] = [
  [/\bsudo |^(systemctl|journalctl|loginctl|launchctl) /, 'needs root, or systemd or launchd at work'],
  [/^crontab /, 'needs a cron with a table of this user'],
  [/^npm (install|run|test)\b/, 'would install what is published, or run this test'],
  [/^revsched channel test leads/, 'needs a mail server that anybody may reach'],
  [/^revsched connection add hubspot .*--login browser/, "HubSpot's login page has no stand-in"],
]

export function canRun({command}: PageLine): boolean {
  return !cannotRun.some(([pattern]) => pattern.test(command))
}

export const onlyReads =
  /^revsched (doctor|history|list|report|next|status|connection test|rules (list|explain|lint|test))\b/

/** Where lines go instead of into the world: messages to `sink`, logins to stand-ins, files into this folder. */
export function withoutTheWorld(command: string, sink: string): string {
  const url = `${sink}/services/T0/B0/secret`
  return typed(command, url)
    .replace(/^.*revsched channel add (slack (?!.*--via bot)|teams |webhook )/, '$&--allow-private-address ')
    .replaceAll('/srv/reports', '~/reports')
}

/** Signs webhooks of examples; in hexadecimal. */
export const signingKey = '07'.repeat(24)
export const signingSecret = `whsec_${Buffer.from(signingKey, 'hex').toString('base64')}`

/** What a person types where they are asked, or has in the file that the text tells of. */
function typed(command: string, url: string): string {
  if (/channel add .*--via bot/.test(command) && !command.includes('<'))
    return `REVSCHED_CHANNEL_SECRET=xoxb-1234567890-secret ${command}`
  if (/channel add webhook /.test(command) && !command.includes('<'))
    return `REVSCHED_CHANNEL_SECRET='${url} ${signingSecret}' ${command}`
  if (/channel add (slack|teams) /.test(command) && !command.includes('<'))
    return `REVSCHED_CHANNEL_SECRET=${url} ${command}`
  if (/channel add email /.test(command)) return `REVSCHED_CHANNEL_SECRET=hunter2 ${command}`
  if (/channel edit warehouse --secret-stdin$/.test(command))
    return `echo ${url} ${signingSecret} | ${command}`
  if (/--ping-url-stdin$/.test(command)) return `${command} --allow-private-address < ping-url.txt`
  return command
}

/** What there is before the first line of a page, where it is not what the examples of help texts find. */
export const pagePreparation: Readonly<Record<string, string>> = {
  'docs/tutorial.md': 'rm -rf home reports deals.csv rules.yaml',
}
