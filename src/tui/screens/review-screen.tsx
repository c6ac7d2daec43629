import {useMemo, useRef} from 'react'
import {Lines} from '../components/lines.js'
import {useBrowsedRun} from '../hooks/use-browsed-run.js'
import {useDealLines} from '../hooks/use-deal-lines.js'
import {useKeys} from '../hooks/use-keys.js'
import type {Latest} from '../hooks/use-latest.js'
import type {Frame} from '../list-lines.js'
import type {ListRow} from '../list-row.js'
import type {Wish} from '../list-state.js'
import {type Message, messageOfError} from '../message.js'
import {reviewView} from '../review-lines.js'
import {type ReviewState, reviewAfter} from '../review-state.js'
import {reviewTable} from '../review-tables.js'
import type {TopPorts} from '../top-ports.js'

type Props = {
  ports: TopPorts
  row: ListRow
  state: Latest<ReviewState>
  message: Message | null
  frame: Frame
  back: () => void
  act: (wish: Wish) => void
}

/** What the runs of a scheduled review found: rules, owners, deals, and one deal. */
export function ReviewScreen({ports, row, state, message, frame, back, act}: Props) {
  const {paint} = ports
  const {columns} = frame
  const {name, locale} = row
  const {tab, only, dealId, run: place} = state.current
  const {runs, run, browsed, error} = useBrowsedRun(ports, {reviewId: row.id, place})
  const table = useMemo(
    () => browsed && reviewTable(browsed, {tab, only, paint, locale}),
    [browsed, tab, only, paint, locale],
  )
  const deal = useDealLines(ports, {browsed, runs, dealId, width: columns, locale})
  const start = useRef(0)
  const view = reviewView(
    {
      name,
      browsed,
      runs: runs?.length ?? null,
      table,
      state: state.current,
      deal,
      message: message ?? (error === null ? null : messageOfError(error)),
      start: start.current,
    },
    frame,
  )
  start.current = view.start
  const seen = useRef(view.seen)
  seen.current = view.seen
  useKeys(key => {
    const {state: next, wish} = reviewAfter(state.current, key, seen.current)
    state.set(next)
    if (wish === 'back') back()
    else if (wish === 'report') run && act({kind: 'report', runId: run.id})
    else if (wish === 'oldest') act({kind: 'tell', text: 'there is no older run'})
    else if (wish === 'newest') act({kind: 'tell', text: 'this is the newest run'})
    else if (wish) act({kind: wish})
  })
  return <Lines lines={view.lines} columns={columns} />
}
