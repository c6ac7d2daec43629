import {useInput} from 'ink'
import {createContext, type RefObject, useContext, useLayoutEffect, useRef} from 'react'
import {type KeyName, keysOf} from '../keys.js'

type OnKey = (key: KeyName) => void

/** Who gets the keys now. One listener stays while screens come and go: without any, the terminal would show what is typed. */
export const KeysContext = createContext<RefObject<OnKey>>({current: () => undefined})

/** For the outermost component; `before` is called at each press. */
export function useAllKeys(before: () => void): RefObject<OnKey> {
  const onKey = useRef<OnKey>(() => undefined)
  useInput((input, key) => {
    before()
    for (const name of keysOf(input, key)) onKey.current(name)
  })
  return onKey
}

/** For the screen that is seen. */
export function useKeys(onKey: OnKey): void {
  const current = useContext(KeysContext)
  useLayoutEffect(() => {
    current.current = onKey
  })
}
