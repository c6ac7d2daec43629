import {useInput} from 'ink'
import {createContext, type RefObject, useContext, useEffect, useLayoutEffect, useRef, useState} from 'react'
import {type KeyName, keysOf} from '../keys.js'

type OnKey = (key: KeyName) => void

/** Who gets the keys now. One listener stays while screens come and go: without any, the terminal would show what is typed. */
export const KeysContext = createContext<RefObject<OnKey>>({current: () => undefined})

/**
 * For the outermost component; `before` is called at each press. Of keys that come together, each is heard once the screen shows what the
 * one before it did.
 */
export function useAllKeys(before: () => void): RefObject<OnKey> {
  const onKey = useRef<OnKey>(() => undefined)
  const waiting = useRef<KeyName[]>([])
  const [heard, setHeard] = useState(0)
  const hear = () => {
    const [name] = waiting.current
    if (name === undefined) return
    onKey.current(name)
    setHeard(count => count + 1)
  }
  useInput((input, key) => {
    before()
    const isHearing = waiting.current.length > 0
    waiting.current.push(...keysOf(input, key))
    if (!isHearing) hear()
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the one that was heard is shown
  useEffect(() => {
    waiting.current.shift()
    hear()
  }, [heard])
  return onKey
}

/** For the screen that is seen. */
export function useKeys(onKey: OnKey): void {
  const current = useContext(KeysContext)
  useLayoutEffect(() => {
    current.current = onKey
  })
}
