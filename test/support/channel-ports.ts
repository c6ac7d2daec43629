import {randomUUID} from 'node:crypto'
import type {ChannelPorts} from '../../src/domain/ports/channel-driver.js'
import {dialOf} from '../../src/platform/dial.js'
import {replaceFile} from '../../src/platform/write-file.js'
import {httpWithin} from './http-within.js'

/** The program's own ports of channels. */
export function channelPorts(changes: Partial<ChannelPorts> = {}): ChannelPorts {
  return {
    http: httpWithin(),
    dial: dialOf(),
    replaceFile: (path, bytes) => replaceFile(path, bytes, {suffix: randomUUID()}),
    ...changes,
  }
}
