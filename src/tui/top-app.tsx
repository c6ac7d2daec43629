import {useInput} from 'ink'
import {useMemo, useRef, useState} from 'react'
import {Wake} from '../app/follow-overview.js'
import type {Overview} from '../app/overview.js'
import {actionOn} from './actions.js'
import {Lines} from './components/lines.js'
import {useLatest} from './hooks/use-latest.js'
import {useNow} from './hooks/use-now.js'
import {useOverview} from './hooks/use-overview.js'
import {useSize} from './hooks/use-size.js'
import {keysOf} from './keys.js'
import {type Frame, listView} from './list-lines.js'
import {listRow} from './list-row.js'
import {firstListState, listAfter, type Wish} from './list-state.js'
import {type Message, messageOfError} from './message.js'
import {shownRows} from './shown-rows.js'
import type {Surface} from './surface.js'
import {clockIn} from './time-texts.js'
import type {TopPorts} from './top-ports.js'

type Props = {ports: TopPorts; first: Overview; surface: Surface; quit: () => void}

export function TopApp({ports, first, surface, quit}: Props) {
  const {columns, rows} = useSize(surface)
  const now = useNow(ports.clock)
  const [wake] = useState(() => new Wake())
  const {overview, error} = useOverview(ports, first, wake)
  const clock = useMemo(() => clockIn(ports.timeZone), [ports.timeZone])
  const [message, setMessage] = useState<Message | null>(null)
  const [list, setList] = useLatest(firstListState)
  const view = useRef({start: 0, page: 1})
  const all = useMemo(() => overview.reviews.map(listRow), [overview])

  const act = async (wish: Wish) => {
    if (wish.kind === 'quit') return quit()
    if (wish.kind === 'suspend') return surface.suspend()
    setMessage(await actionOn(ports, wish))
    wake.now()
  }
  useInput((input, key) => {
    setMessage(null)
    for (const name of keysOf(input, key)) {
      const shown = shownRows(all, list.current)
      const {state, wish} = listAfter(list.current, name, {rows: shown, page: view.current.page})
      setList(state)
      if (wish) void act(wish)
    }
  })

  const frame: Frame = {now, clock: clock(now), timeZone: ports.timeZone, columns, rows, paint: ports.paint}
  const shown = shownRows(all, list.current)
  const {lines, ...seen} = listView(
    {
      overview,
      rows: shown,
      state: list.current,
      message: message ?? (error === null ? null : messageOfError(error)),
      start: view.current.start,
    },
    frame,
  )
  view.current = seen
  return <Lines lines={lines} columns={columns} />
}
