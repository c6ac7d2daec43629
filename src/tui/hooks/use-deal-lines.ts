import {useCallback, useMemo} from 'react'
import type {BrowsedRun} from '../../app/browsed-run.js'
import {pipelineAmounts} from '../../app/pipeline-amounts.js'
import type {Run} from '../../domain/run/run.js'
import type {Locale} from '../../report/intl-text.js'
import {dealLines, historyLines} from '../deal-lines.js'
import type {TopPorts} from '../top-ports.js'
import {useDealHistory} from './use-deal-history.js'
import {useLoaded} from './use-loaded.js'

const noRuns: readonly Run[] = []

type Looked = {
  browsed: BrowsedRun | null
  runs: readonly Run[] | null
  /** Null where none is looked at. */
  dealId: string | null
  width: number
  locale: Locale
}

/** All lines about a deal, as far as they are read: what it weighs and how it was before take a while in a large review. */
export function useDealLines(
  ports: TopPorts,
  {browsed, runs, dealId, width, locale}: Looked,
): readonly string[] {
  const {clock, paint, timeZone} = ports
  const isDeal = dealId !== null
  const weigh = useCallback(
    async (signal: AbortSignal) =>
      browsed && isDeal ? {browsed, amounts: await pipelineAmounts(browsed.analysis, clock, signal)} : null,
    [browsed, isDeal, clock],
  )
  const weighed = useLoaded(weigh).value
  const amounts = weighed?.browsed === browsed ? weighed.amounts : null
  const history = useDealHistory(ports, runs ?? noRuns, dealId)
  const about = useMemo(
    () => (browsed && dealId !== null ? dealLines(browsed, {dealId, amounts}, {width, paint, locale}) : []),
    [browsed, dealId, amounts, width, paint, locale],
  )
  return useMemo(
    () => [...about, ...historyLines(history, {timeZone, width, paint, locale})],
    [about, history, timeZone, width, paint, locale],
  )
}
