import {useCallback} from 'react'
import type {Overview} from '../../app/overview.js'
import {Lines} from '../components/lines.js'
import {useKeys} from '../hooks/use-keys.js'
import {useLatest} from '../hooks/use-latest.js'
import {useLoaded} from '../hooks/use-loaded.js'
import type {Frame} from '../list-lines.js'
import type {Wish} from '../list-state.js'
import {logEntries} from '../log-entries.js'
import {logLines, logPage, scrolledTo} from '../log-lines.js'
import {type Message, messageOfError} from '../message.js'
import type {TopPorts} from '../top-ports.js'

type Props = {
  ports: TopPorts
  /** Another one after each write: then there may be something new. */
  overview: Overview
  message: Message | null
  frame: Frame
  back: () => void
  act: (wish: Wish) => void
}

/** What happened, the newest below, as it comes. */
export function LogScreen({ports, overview, message, frame, back, act}: Props) {
  const {store, actor, timeZone} = ports
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again after each write
  const load = useCallback(() => logEntries(store, actor, timeZone), [store, actor, timeZone, overview])
  const {value, error} = useLoaded(load)
  const entries = value ?? []
  const fromEnd = useLatest(0)
  useKeys(key => {
    if (key === 'escape' || key === 'l' || key === 'backspace' || key === 'left') return back()
    if (key === 'q' || key === 'ctrl-c') return act({kind: 'quit'})
    if (key === '?') return act({kind: 'help'})
    if (key === 'ctrl-z') return act({kind: 'suspend'})
    const to = scrolledTo(key, fromEnd.current, {count: entries.length, page: logPage(frame.rows)})
    if (to !== null) fromEnd.set(to)
  })
  const said = message ?? (error === null ? null : messageOfError(error))
  return (
    <Lines
      lines={logLines({entries, fromEnd: fromEnd.current, message: said}, frame)}
      columns={frame.columns}
    />
  )
}
