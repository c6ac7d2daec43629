import * as z from 'zod/mini'
import {channelKinds} from '../../domain/delivery/channel.js'
import {about, anything, instant, maybeText, named, text} from './parts.js'

const shape = {
  id: text(),
  userId: text(),
  name: text(),
  kind: z.enum(channelKinds),
  settings: about('Of that kind, without secrets', anything()),
  target: about('Shortened: no secret', text()),
  disabledReason: about('Why nothing is sent to it; null while it is in use', maybeText()),
  createdAt: instant(),
}

export const channel = named('Channel', z.object(shape))

export const channels = z.array(channel)

export const verified = z.object({channel: text(), isValid: z.boolean()})

export const savedChannel = z.object({
  ...shape,
  shownOnce: about('The secret that signs its messages, where one was made now', z.optional(text())),
})
