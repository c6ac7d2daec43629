import {describe, expect, it} from 'vitest'
import {shortLocalText} from '../../../src/cli/render/short-local-text.js'
import {table} from '../../../src/cli/render/table.js'
import {recordedOutput} from '../../support/fake-output.js'

const columns = [
  {title: 'NAME', canShrink: true},
  {title: 'SCORE', align: 'right' as const},
]

describe('tables', () => {
  it('align, and have no lines around them', async () => {
    expect(
      await table(
        columns,
        [
          ['a', '7'],
          ['bcd', '100'],
        ],
        recordedOutput(),
      ),
    ).toBe('NAME  SCORE\na         7\nbcd     100\n')
  })

  it('cut only what may shrink, and only on a terminal', async () => {
    const rows = [['a name that is far too long for this', '61']]
    const terminal = await table(columns, rows, recordedOutput({isTerminal: true, width: 20}))
    expect(terminal.split('\n')[1]).toBe('a name that…      61')
    expect(await table(columns, rows, recordedOutput({width: 20}))).toContain(
      'a name that is far too long for this',
    )
  })

  it.each([
    [45, 'weekly  Mon 30 Nov 2026 06:00 +00:00'],
    [30, 'weekly  Mon 30 Nov 06:00'],
    [20, 'weekly  Mon 30 Nov…'],
  ])('at %d columns times lose what matters least first', async (width, expected) => {
    const times = [{title: 'NAME'}, {title: 'NEXT RUN', shorten: shortLocalText, canShrink: true}]
    const rows = [['weekly', 'Mon 30 Nov 2026 06:00 +00:00']]
    const lines = (await table(times, rows, recordedOutput({isTerminal: true, width}))).split('\n')
    expect(lines[1]).toBe(expected)
  })

  it('show control characters instead of obeying them', async () => {
    const text = await table(columns, [['\u001b[31mred\u0007\n', '1']], recordedOutput())
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
    expect(text.split('\n')).toHaveLength(3)
  })

  it('count wide characters as two columns', async () => {
    const lines = (
      await table(
        columns,
        [
          ['日本', '1'],
          ['abcd', '2'],
        ],
        recordedOutput(),
      )
    ).split('\n')
    expect([lines[1], lines[2]]).toEqual(['日本      1', 'abcd      2'])
  })

  it('paint a cell after cutting it', async () => {
    const shout = (text: string) => `<${text}>`
    expect(await table(columns, [[{text: 'x', paint: shout}, '1']], recordedOutput())).toContain('<x>')
  })
})
