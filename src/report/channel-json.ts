import type {Channel} from '../domain/delivery/channel.js'

/** A channel under the names of its columns. Its settings hold no secrets. */
export function channelJson(channel: Channel) {
  return {...channel, createdAt: channel.createdAt.toISOString()}
}
