import {describe, expect, it} from 'vitest'
import {shortLocalText} from '../../../src/cli/render/short-local-text.js'
import {growingTable, table} from '../../../src/cli/render/table.js'
import {displayWidth} from '../../../src/report/escape.js'
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

  describe('of more columns than a terminal has room for', () => {
    const wide = [
      {title: 'ID'},
      {title: 'NAME', canShrink: true, least: 10},
      {title: 'AGO', dropRank: 2},
      {title: 'OWNER', dropRank: 1},
    ]
    const rows = [['1f0c2a44', 'Kestrel Health expansion', 'just now', 'Ada']]

    it.each([
      [60, 'ID        NAME                      AGO       OWNER'],
      [40, 'ID        NAME            AGO       OWNER'],
      [34, 'ID        NAME          AGO'],
      [24, 'ID        NAME'],
    ])('in %d columns', async (width, head) => {
      const lines = (await table(wide, rows, recordedOutput({isTerminal: true, width}))).split('\n')
      expect(lines[0]?.split(/ +/)).toEqual(head.trim().split(/ +/))
      for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width)
    })

    it('keep those that matter, even where they do not fit', async () => {
      const text = await table(wide, rows, recordedOutput({isTerminal: true, width: 10}))
      expect(text.split('\n')[0]).toBe('ID        NAME')
    })

    it('lose none in a pipe', async () => {
      expect(await table(wide, rows, recordedOutput({width: 10}))).toContain('just now  Ada')
    })
  })

  it('cut a path at its start', async () => {
    const columns = [{title: 'SOURCE', canShrink: true, cutAt: 'start' as const}]
    const text = await table(
      columns,
      [['/data/exports/deals.csv']],
      recordedOutput({isTerminal: true, width: 12}),
    )
    expect(text.split('\n')[1]).toBe('…s/deals.csv')
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

describe('a table that grows', () => {
  it('has its head once, and its columns as wide as what came before', () => {
    const linesOf = growingTable(columns, ['aaaa', ''], recordedOutput())
    expect(linesOf([['b', '7']])).toBe('NAME  SCORE\nb         7\n')
    expect(linesOf([['longer', '100']])).toBe('longer    100\n')
    expect(linesOf([['c', '1']])).toBe('c           1\n')
  })

  it('begins with its head where there are no rows yet', () => {
    expect(growingTable(columns, ['aaaa', ''], recordedOutput())([])).toBe('NAME  SCORE\n')
  })
})
