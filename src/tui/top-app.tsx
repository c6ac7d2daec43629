import {useState} from 'react'
import {Wake} from '../app/follow-overview.js'
import type {Overview} from '../app/overview.js'
import {actionOn} from './actions.js'
import {KeysContext, useAllKeys} from './hooks/use-keys.js'
import {useLatest} from './hooks/use-latest.js'
import {useNow} from './hooks/use-now.js'
import {useOverview} from './hooks/use-overview.js'
import {useSize} from './hooks/use-size.js'
import type {Frame} from './list-lines.js'
import type {ListRow} from './list-row.js'
import {firstListState, type Wish} from './list-state.js'
import {type Message, messageOfError} from './message.js'
import {firstReviewState} from './review-state.js'
import {HelpScreen} from './screens/help-screen.js'
import {ListScreen} from './screens/list-screen.js'
import {LogScreen} from './screens/log-screen.js'
import {ReviewScreen} from './screens/review-screen.js'
import {TooSmallScreen} from './screens/too-small-screen.js'
import type {Surface} from './surface.js'
import type {TopPorts} from './top-ports.js'

type Props = {ports: TopPorts; first: Overview; surface: Surface; quit: () => void}

/** Nothing useful fits into less. */
const least = {columns: 40, rows: 10}

type Place = {screen: 'list' | 'log'} | {screen: 'review'; row: ListRow}

/** The screens of `top`: which is seen, the time, and what keys do that are not its own. */
export function TopApp({ports, first, surface, quit}: Props) {
  const {columns, rows} = useSize(surface)
  const now = useNow(ports.clock)
  const [wake] = useState(() => new Wake())
  const {overview, error} = useOverview(ports, first, wake)
  const [said, setSaid] = useState<Message | null>(null)
  const [place, setPlace] = useState<Place>({screen: 'list'})
  const [isHelp, setIsHelp] = useState(false)
  // Kept here: a screen is gone while another one is seen.
  const list = useLatest(firstListState)
  const review = useLatest(firstReviewState)
  const keys = useAllKeys(() => setSaid(null))

  const act = (wish: Wish) => {
    if (wish.kind === 'quit') quit()
    else if (wish.kind === 'suspend') surface.suspend()
    else if (wish.kind === 'help') setIsHelp(true)
    else if (wish.kind === 'log') setPlace({screen: 'log'})
    else if (wish.kind === 'open') open(wish.row)
    else
      void actionOn(ports, wish).then(message => {
        setSaid(message)
        wake.now()
      })
  }
  const open = (row: ListRow) => {
    review.set(firstReviewState)
    setPlace({screen: 'review', row})
  }
  const back = () => setPlace({screen: 'list'})

  const frame: Frame = {now, timeZone: ports.timeZone, columns, rows, paint: ports.paint}
  const message = said ?? (error === null ? null : messageOfError(error))
  const given = {ports, overview, message, frame, act, back}
  const screen = () => {
    if (columns < least.columns || rows < least.rows) return <TooSmallScreen {...given} least={least} />
    if (isHelp) return <HelpScreen {...given} back={() => setIsHelp(false)} />
    if (place.screen === 'log') return <LogScreen {...given} />
    if (place.screen === 'review') return <ReviewScreen {...given} row={place.row} state={review} />
    return <ListScreen {...given} list={list} />
  }
  return <KeysContext value={keys}>{screen()}</KeysContext>
}
