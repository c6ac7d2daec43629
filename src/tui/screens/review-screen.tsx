import {useCallback, useMemo, useRef} from 'react'
import {browseRun} from '../../app/browsed-run.js'
import {pipelineAmounts} from '../../app/pipeline-amounts.js'
import type {Run} from '../../domain/run/run.js'
import {Lines} from '../components/lines.js'
import {dealLines, historyLines} from '../deal-lines.js'
import {useDealHistory} from '../hooks/use-deal-history.js'
import {useKeys} from '../hooks/use-keys.js'
import type {Latest} from '../hooks/use-latest.js'
import {useLoaded} from '../hooks/use-loaded.js'
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

/** As many runs can be looked through: a year of weekly ones. */
const runsBrowsed = 52
const noRuns: readonly Run[] = []

/** What the runs of a scheduled review found: rules, owners, deals, and one deal. */
export function ReviewScreen({ports, row, state, message, frame, back, act}: Props) {
  const {store, actor, paint, timeZone} = ports
  const {columns} = frame
  const {locale} = row
  const {tab, only, dealId, run: place} = state.current
  // The runs that are there when it is opened: one that comes moves none of them from under a finger.
  const runsOfReview = useCallback(
    () =>
      store.listRuns({
        userId: actor.id,
        scheduledReviewId: row.id,
        statuses: ['completed'],
        limit: runsBrowsed,
      }),
    [store, actor, row.id],
  )
  const {value, error} = useLoaded(runsOfReview)
  const runs = value ?? noRuns
  const run = runs[place] ?? null
  const browse = useCallback(async () => (run ? browseRun(store, run) : null), [store, run])
  const loaded = useLoaded(browse)
  const browsed = loaded.value && loaded.value.run.id === run?.id ? loaded.value : null
  const table = useMemo(
    () => browsed && reviewTable(browsed, {tab, only, paint, locale}),
    [browsed, tab, only, paint, locale],
  )
  const isDeal = dealId !== null
  const weigh = useCallback(
    async (signal: AbortSignal) =>
      browsed && isDeal
        ? {browsed, amounts: await pipelineAmounts(browsed.analysis, ports.clock, signal)}
        : null,
    [browsed, isDeal, ports.clock],
  )
  const weighed = useLoaded(weigh).value
  const amounts = weighed?.browsed === browsed ? weighed.amounts : null
  const history = useDealHistory(ports, runs, dealId)
  const about = useMemo(
    () =>
      browsed && dealId !== null
        ? dealLines(browsed, {dealId, amounts}, {width: columns, paint, locale})
        : [],
    [browsed, dealId, amounts, columns, paint, locale],
  )
  const deal = useMemo(
    () => [...about, ...historyLines(history, {timeZone, width: columns, paint, locale})],
    [about, history, timeZone, columns, paint, locale],
  )
  const start = useRef(0)
  const failure = error ?? loaded.error
  const view = reviewView(
    {
      name: row.name,
      browsed,
      runs: value?.length ?? null,
      table,
      state: state.current,
      deal,
      message: message ?? (failure === null ? null : messageOfError(failure)),
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
