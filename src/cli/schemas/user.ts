import * as z from 'zod/mini'
import {tiers} from '../../domain/user.js'
import {about, instant, maybeText, named, text, texts} from './parts.js'

const shape = {id: text(), name: text(), email: maybeText(), tier: z.enum(tiers), createdAt: instant()}

export const user = named('User', z.object(shape))

const names = () => about('Names', texts())

export const listedUser = named(
  'ListedUser',
  z.object({...shape, connections: names(), schedules: names(), channels: names()}),
)

export const users = z.array(listedUser)
