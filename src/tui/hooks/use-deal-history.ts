import {useEffect, useState} from 'react'
import {type DealInRun, dealOverRuns} from '../../app/deal-over-runs.js'
import type {Run} from '../../domain/run/run.js'
import type {TopPorts} from '../top-ports.js'

/** So many runs are looked at, the newest. */
const runsShown = 13

/** The deal in the runs of its review, one after the other as they are read; none without a deal. */
export function useDealHistory(
  ports: TopPorts,
  runs: readonly Run[],
  dealId: string | null,
): readonly DealInRun[] {
  const [history, setHistory] = useState<readonly DealInRun[]>([])
  useEffect(() => {
    setHistory([])
    if (dealId === null) return
    const ended = new AbortController()
    const read = async () => {
      const wanted = {runs: runs.slice(0, runsShown), dealId}
      for await (const entry of dealOverRuns(ports, wanted, ended.signal))
        if (!ended.signal.aborted) setHistory(known => [...known, entry])
    }
    // A run that cannot be read ends the list; opened by itself it says why.
    read().catch(() => undefined)
    return () => ended.abort('another deal')
  }, [ports, runs, dealId])
  return history
}
