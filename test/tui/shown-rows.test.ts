import {expect, it} from 'vitest'
import {listRow} from '../../src/tui/list-row.js'
import {type SortKey, shownRows} from '../../src/tui/shown-rows.js'
import {aResult, aWatchedReview} from '../support/a-watched-review.js'

const at = (day: number) => new Date(`2025-04-0${day}T09:00:00Z`)
const row = (name: string, nextRunAt: Date | null, result: Parameters<typeof aResult>[0] | null) =>
  listRow(aWatchedReview({id: name, name, nextRunAt, results: result ? [aResult(result)] : []}))

const rows = [
  row('EMEA weekly', at(3), {healthScore: 70, completedAt: at(1)}),
  row('apac', at(2), {healthScore: 50, completedAt: at(2)}),
  row('emea daily', null, null),
  row('paused', null, {healthScore: null, completedAt: at(3)}),
]

it.each<[string, SortKey, string, string]>([
  ['as they come', 'name', '', 'EMEA weekly, apac, emea daily, paused'],
  ['the next one first', 'next due', '', 'apac, EMEA weekly, emea daily, paused'],
  ['the worst first', 'score', '', 'apac, EMEA weekly, emea daily, paused'],
  ['the newest first', 'last run', '', 'paused, apac, EMEA weekly, emea daily'],
  ['in upper and lower case', 'name', ' Emea ', 'EMEA weekly, emea daily'],
  ['sorted and filtered', 'last run', 'a', 'paused, apac, EMEA weekly, emea daily'],
  ['none', 'score', 'x', ''],
])('%s (%s)', (_, sort, filter, names) =>
  expect(
    shownRows(rows, {sort, filter})
      .map(({name}) => name)
      .join(', '),
  ).toBe(names),
)
