import type {PingTarget} from '../ping/ping-target.js'

/**
 * Sends one POST and gives the status of the answer, following no redirect. Looks at the address that a name stands for at the
 * moment of the connection. Rejects with `delivery-failed`, without the URL in it: with `canPass` where another attempt may
 * work, and with the reason of `signal` when that is aborted. Settles only when nothing of it is left to keep the process alive.
 */
export type PingSender = (
  request: PingTarget & {body: string},
  signal: AbortSignal,
) => Promise<{status: number}>
