import type {LineTerminal} from '../domain/ports/terminal.js'

/** The terminal behind standard error; null where there is none, one that only prints, or the log of a build that is taken for one. */
export function lineTerminalOf(process: NodeJS.Process): LineTerminal | null {
  const {stderr, env} = process
  if (!stderr.isTTY || env.TERM === 'dumb' || isOfBuild(env)) return null
  // A terminal that was closed takes no line any more, which is no reason to end the work or to hide how it ended.
  stderr.on('error', () => undefined)
  return {
    get columns() {
      return stderr.columns || 80
    },
    get rows() {
      return stderr.rows || 24
    },
    write: text => void stderr.write(text),
    onResume(listener) {
      process.on('SIGCONT', listener)
      return () => void process.off('SIGCONT', listener)
    },
  }
}

/** By the variable that all of them set. */
function isOfBuild({CI}: NodeJS.ProcessEnv): boolean {
  return CI !== undefined && CI !== '' && CI !== '0' && CI !== 'false'
}
