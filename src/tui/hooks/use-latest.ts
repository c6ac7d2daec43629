import {useRef, useState} from 'react'

export type Latest<State> = {readonly current: State; set(next: State): void}

/** A state of which two keys of one moment both see the newest. */
export function useLatest<State>(first: State): Latest<State> {
  const [, setShown] = useState(first)
  const latest = useRef<Latest<State>>(null)
  latest.current ??= stateWith(first, setShown)
  return latest.current
}

function stateWith<State>(first: State, show: (state: State) => void): Latest<State> {
  let current = first
  return {
    get current() {
      return current
    },
    set(next) {
      current = next
      show(next)
    },
  }
}
