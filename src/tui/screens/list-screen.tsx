import {useMemo, useRef} from 'react'
import type {Overview} from '../../app/overview.js'
import {Lines} from '../components/lines.js'
import {useKeys} from '../hooks/use-keys.js'
import type {Latest} from '../hooks/use-latest.js'
import {type Frame, listView} from '../list-lines.js'
import {listRow} from '../list-row.js'
import {type ListState, listAfter, type Wish} from '../list-state.js'
import type {Message} from '../message.js'
import {shownRows} from '../shown-rows.js'

type Props = {
  overview: Overview
  list: Latest<ListState>
  message: Message | null
  frame: Frame
  act: (wish: Wish) => void
}

/** The daemon and the scheduled reviews. */
export function ListScreen({overview, list, message, frame, act}: Props) {
  const view = useRef({start: 0, page: 1})
  const all = useMemo(() => overview.reviews.map(listRow), [overview])
  useKeys(key => {
    const rows = shownRows(all, list.current)
    const {state, wish} = listAfter(list.current, key, {rows, page: view.current.page})
    list.set(state)
    if (wish) act(wish)
  })
  const state = list.current
  const {filter, sort} = state
  const rows = useMemo(() => shownRows(all, {filter, sort}), [all, filter, sort])
  const {lines, ...seen} = listView({overview, rows, state, message, start: view.current.start}, frame)
  view.current = seen
  return <Lines lines={lines} columns={frame.columns} />
}
