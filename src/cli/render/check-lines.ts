import {terminalText} from '../../report/escape.js'
import type {Paint} from '../../report/paint.js'

type Check = {name: string; isOk: boolean; detail: string; fix?: string | null}

/** `ok` or `FAIL` per check, never told by colour alone; what to do under each that failed. */
export function checkLines(checks: readonly Check[], paint: Paint): string {
  const width = Math.max(...checks.map(check => check.name.length))
  return checks.map(check => checkLine(check, width, paint)).join('')
}

function checkLine({name, isOk, detail, fix}: Check, width: number, paint: Paint): string {
  const mark = isOk ? paint.green('ok  ') : paint.red('FAIL')
  const line = `  ${mark}  ${name.padEnd(width)}  ${terminalText(detail)}\n`
  return fix && !isOk
    ? `${line}        ${' '.repeat(width)}${paint.dim(`fix: ${terminalText(fix)}`)}\n`
    : line
}
