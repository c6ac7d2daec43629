import {useEffect, useState} from 'react'

type Loaded<Value> = {value: Value | null; error: unknown}

const nothing = {value: null, error: null}

/**
 * What `load` gives, again for each other `load`; what was there before stays until then. A load that comes to its end after another
 * was begun is forgotten; `signal` tells it so.
 */
export function useLoaded<Value>(load: (signal: AbortSignal) => Promise<Value>): Loaded<Value> {
  const [loaded, setLoaded] = useState<Loaded<Value>>(nothing)
  useEffect(() => {
    const ended = new AbortController()
    const {signal} = ended
    load(signal).then(
      value => signal.aborted || setLoaded({value, error: null}),
      error => signal.aborted || setLoaded(({value}) => ({value, error})),
    )
    return () => ended.abort('another load')
  }, [load])
  return loaded
}
