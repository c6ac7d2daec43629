import type {Socket} from 'node:net'

export type DialledPlace = {
  host: string
  port: number
  /** What goes through the connection will be encrypted; otherwise it leads to private addresses alone. */
  isEncrypted: boolean
  /** The user allowed an address of this machine or of a network behind it. */
  isPrivateAllowed: boolean
}

/**
 * A connection for what is not HTTP, without TLS yet. It leads to an address that was checked: no name is looked up again. Throws `unreachable`,
 * which can pass, `config` for an address that is not allowed, or the reason of `signal`.
 */
export type Dial = (place: DialledPlace, signal: AbortSignal) => Promise<Socket>
