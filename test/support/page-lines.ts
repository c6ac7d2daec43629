/** A command line of a page, as a person types it. */
export type PageLine = {
  command: string
  /** Told behind it: `# exit code 11 unless ...`. */
  exitCode: number
  /** What a console shows below it; null where it shows nothing. */
  expected: string[] | null
}

/** The lines of the blocks of a page that are for a shell (`sh`), and those behind `$ ` that a console shows (`console`). */
export function pageLines(text: string): PageLine[] {
  return [...text.matchAll(/^( *)```(sh|console)\n(.*?)^ *```/gms)].flatMap(([, indent, language, block]) => {
    const rows = block!
      .replace(/ *\\\n */g, ' ')
      .split('\n')
      .slice(0, -1)
      .map(row => row.slice(indent!.length))
    return language === 'sh' ? shellLines(rows) : consoleLines(rows)
  })
}

function shellLines(rows: readonly string[]): PageLine[] {
  return rows.filter(row => !/^\s*(#|$)/.test(row)).map(row => lineOf(row, null))
}

function consoleLines(rows: readonly string[]): PageLine[] {
  const lines: PageLine[] = []
  for (const row of rows) {
    const line = lines.at(-1)
    if (row.startsWith('$ ')) lines.push(lineOf(row.slice(2), null))
    else if (line) line.expected = [...(line.expected ?? []), row]
  }
  return lines
}

function lineOf(row: string, expected: string[] | null): PageLine {
  const exitCode = Number(/\s# exit code (\d+)/.exec(row)?.[1] ?? 0)
  return {command: row.replace(/\s+# .*$/, ''), exitCode, expected}
}

/** Lines that no test can run, and why. */
export const cannotRun: readonly [RegExp, string][] = [
  [/\bsudo |^(systemctl|journalctl|loginctl|launchctl) /, 'needs root, or systemd or launchd at work'],
  [/^crontab /, 'needs a cron with a table of this user'],
  [/^npm install /, 'would install what is published'],
  [/^revsched channel test leads/, 'needs a mail server that anybody may reach'],
  [/^revsched connection add hubspot .*--login browser/, "HubSpot's login page has no stand-in"],
]

/** Where lines go instead of into the world: messages to `sink`, logins to stand-ins, files into this folder. */
export function withoutTheWorld(command: string, sink: string): string {
  const url = `${sink}/services/T0/B0/secret`
  return typed(command, url)
    .replace(/^.*revsched channel add (slack (?!.*--via bot)|teams |webhook )/, '$&--allow-private-address ')
    .replaceAll('/srv/reports', '~/reports')
}

/** What a person types where they are asked, or has in the file that the text tells of. */
function typed(command: string, url: string): string {
  if (/channel add .*--via bot/.test(command) && !command.includes('<'))
    return `REVSCHED_CHANNEL_SECRET=xoxb-1234567890-secret ${command}`
  if (/channel add (slack|teams|webhook) /.test(command) && !command.includes('<'))
    return `REVSCHED_CHANNEL_SECRET=${url} ${command}`
  if (/channel add email /.test(command)) return `REVSCHED_CHANNEL_SECRET=hunter2 ${command}`
  if (/channel edit warehouse --secret-stdin$/.test(command)) return `echo ${url} | ${command}`
  if (/--ping-url-stdin$/.test(command)) return `${command} --allow-private-address < ping-url.txt`
  return command
}
