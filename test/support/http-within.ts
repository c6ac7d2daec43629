import type {HttpClientOf} from '../../src/domain/ports/http-client.js'
import {httpClientOf} from '../../src/platform/http-client.js'

/** The program's own client, with limits that stand in for those of the calls. */
export function httpWithin(limits: {deadlineMs?: number; maxBytes?: number} = {}): HttpClientOf {
  return rules => {
    const client = httpClientOf('1.2.3')(rules)
    return {
      send: (request, signal) => client.send({...request, ...limits}, signal),
      stream: (request, take, signal) => client.stream({...request, ...limits}, take, signal),
      close: () => client.close(),
    }
  }
}
