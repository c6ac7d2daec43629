import {type RefObject, useRef, useState} from 'react'

/** A state of which two keys of one moment both see the newest. */
export function useLatest<State>(first: State): [RefObject<State>, (next: State) => void] {
  const latest = useRef(first)
  const [, setShown] = useState(first)
  const set = (next: State) => {
    latest.current = next
    setShown(next)
  }
  return [latest, set]
}
