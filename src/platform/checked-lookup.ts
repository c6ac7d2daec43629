import type {LookupAddress, LookupOptions} from 'node:dns'
import {isIP, type LookupFunction} from 'node:net'
import type {RevschedError} from '../domain/errors.js'
import {isAddressAllowed} from '../domain/network/address-kind.js'

/** `dns.lookup` asked for all addresses. */
export type Lookup = (
  hostname: string,
  options: LookupOptions & {all: true},
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/** Where a call goes, and whether the user allowed an address of this machine or of a network behind it. */
type Target = {url: string; isPrivateAllowed: boolean}

/**
 * Connects only where every address of the name is allowed: it is checked what the connection then goes to, not what the name
 * stood for earlier. A look-up cannot be ended, so `settled` waits for it. `refusal` is thrown by the connection.
 */
export function checkedLookup(target: Target, lookup: Lookup, refusal: () => RevschedError) {
  let looking = Promise.resolve()
  const checked: LookupFunction = (hostname, options, callback) => {
    looking = new Promise(done => {
      lookup(hostname, {...options, all: true}, (error, addresses) => {
        done()
        if (error) return callback(error, [])
        const [first] = addresses
        if (!first || addresses.some(({address}) => !isAllowed(address, target)))
          return callback(refusal(), [])
        if (options.all) callback(null, addresses)
        else callback(null, first.address, first.family)
      })
    })
  }
  return {lookup: checked, settled: () => looking}
}

/** An address is connected to without looking anything up, so it is checked before; a name is not refused here. */
export function isHostRefused(target: Target): boolean {
  const address = new URL(target.url).hostname.replace(/^\[|\]$/g, '')
  return isIP(address) !== 0 && !isAllowed(address, target)
}

function isAllowed(address: string, {url, isPrivateAllowed}: Target): boolean {
  return isAddressAllowed(address, {protocol: new URL(url).protocol, isPrivateAllowed})
}

/**
 * Calls that need the same name wait for one look-up: each takes one of the few threads of the process until the name server
 * answers, also when nobody waits for it any more.
 */
export function oncePerName(lookup: Lookup): Lookup {
  const waiting = new Map<string, Parameters<Lookup>[2][]>()
  return (hostname, options, callback) => {
    const others = waiting.get(hostname)
    if (others) return void others.push(callback)
    const all = [callback]
    waiting.set(hostname, all)
    lookup(hostname, options, (error, addresses) => {
      waiting.delete(hostname)
      for (const one of all) one(error, addresses)
    })
  }
}
