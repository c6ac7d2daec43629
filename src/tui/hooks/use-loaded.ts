import {useEffect, useState} from 'react'

type Loaded<Value> = {value: Value | null; error: unknown}

const nothing = {value: null, error: null}

/**
 * What `load` gives, again for each other `load`; what was there before stays until then. A load that comes to its end after another
 * was begun is forgotten.
 */
export function useLoaded<Value>(load: () => Promise<Value>): Loaded<Value> {
  const [loaded, setLoaded] = useState<Loaded<Value>>(nothing)
  useEffect(() => {
    let isWanted = true
    load().then(
      value => isWanted && setLoaded({value, error: null}),
      error => isWanted && setLoaded(({value}) => ({value, error})),
    )
    return () => {
      isWanted = false
    }
  }, [load])
  return loaded
}
