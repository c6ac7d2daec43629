import {useEffect, useState} from 'react'
import {followOverview, type Wake} from '../../app/follow-overview.js'
import type {Overview} from '../../app/overview.js'
import type {TopPorts} from '../top-ports.js'

type Followed = {overview: Overview; error: unknown}

/** The reviews as they are, from `first` on; with what keeps them from being read, until they can be read again. */
export function useOverview(ports: TopPorts, first: Overview, wake: Wake): Followed {
  const [followed, setFollowed] = useState<Followed>({overview: first, error: null})
  useEffect(() => {
    const ended = new AbortController()
    void followOverview(ports, ports.actor, {
      wake,
      signal: ended.signal,
      onOverview: overview => setFollowed({overview, error: null}),
      onError: error => setFollowed(({overview}) => ({overview, error})),
    })
    return () => ended.abort('unmounted')
  }, [ports, wake])
  return followed
}
