import {describe, expect, it} from 'vitest'
import {checkLines} from '../../../src/cli/render/check-lines.js'
import {plainPaint} from '../../../src/report/paint.js'

describe('the lines of checks', () => {
  it('tell by a word what is wrong, and below it what mends it', () => {
    const checks = [
      {name: 'sqlite', isOk: true, detail: '3.53.2', fix: null},
      {name: 'file mode', isOk: false, detail: '0644', fix: 'chmod 600 it'},
      {name: 'disk', isOk: false, detail: 'full'},
    ]
    expect(checkLines(checks, plainPaint)).toBe(
      '  ok    sqlite     3.53.2\n' +
        '  FAIL  file mode  0644\n' +
        '                 fix: chmod 600 it\n' +
        '  FAIL  disk       full\n',
    )
  })

  it('have no advice for what is well', () => {
    const checks = [{name: 'sqlite', isOk: true, detail: '3.53.2', fix: 'reinstall'}]
    expect(checkLines(checks, plainPaint)).toBe('  ok    sqlite  3.53.2\n')
  })

  it('show what would take over a terminal', () => {
    const hostile = '\u001b[2J'
    const text = checkLines([{name: 'a', isOk: false, detail: hostile, fix: hostile}], plainPaint)
    expect(text).not.toContain('\u001b')
  })
})
