import {expect, it} from 'vitest'
import {placeColumns} from '../../src/tui/columns.js'
import {listColumns} from '../../src/tui/list-cells.js'

const specs = [
  {key: 'name', title: 'NAME', least: 10, most: 20},
  {key: 'score', title: 'SCORE', least: 5, most: 5, dropRank: 2},
  {key: 'more', title: 'MORE', least: 8, most: 100, dropRank: 1},
]

it.each([
  [200, 'name 20, score 5, more 100'],
  [40, 'name 20, score 5, more 11'],
  [28, 'name 11, score 5, more 8'],
  [27, 'name 10, score 5, more 8'],
  [26, 'name 19, score 5'],
  [17, 'name 10, score 5'],
  [16, 'name 16'],
  // What always stays is cut by whoever draws it.
  [4, 'name 10'],
])('of %d columns of a terminal', (width, placed) =>
  expect(
    placeColumns(specs, width)
      .map(({key, width}) => `${key} ${width}`)
      .join(', '),
  ).toBe(placed),
)

it('an extra column is there where no other is cut for it', () => {
  const extra = [
    {key: 'a', title: 'A', least: 5, wanted: 20, most: 30},
    {key: 'b', title: 'B', least: 5, most: 5, dropRank: 1, isExtra: true},
  ]
  const widths = (width: number) => placeColumns(extra, width).map(placed => placed.width)
  expect([widths(10), widths(26), widths(27), widths(40)]).toEqual([[10], [26], [20, 5], [30, 5]])
})

it.each([
  [38, 'name next state'],
  [116, 'name next score trend risk unsent state'],
  [78, 'name next score trend risk state'],
  [98, 'name next score trend risk unsent state'],
  [198, 'name next score trend risk unsent last connection state'],
])('the list shows in %d columns what matters most: %s', (width, keys) =>
  expect(
    placeColumns(listColumns, width)
      .map(({key}) => key)
      .join(' '),
  ).toBe(keys),
)
