import type {DeclaredChannel} from '../../app/setup/declared-setup.js'
import type {TextNode} from '../../config/text-tree.js'
import {type ChannelKind, channelKinds} from '../../domain/delivery/channel.js'
import {RevschedError} from '../../domain/errors.js'
import {channelSettingsOfEntry} from './channel-entry.js'
import {readEntry} from './read-entry.js'
import {readKind} from './read-kind.js'
import {readSecret} from './read-secret.js'
import type {Reading} from './read-setup.js'
import {plain} from './setup-entry.js'
import {channelKeys} from './setup-keys.js'
import {about, childOf} from './setup-problems.js'

/** Null for one that is wrong, which is noted. */
export async function readChannel(
  {problems, context, folder}: Reading,
  {name, node}: {name: string; node: TextNode},
): Promise<DeclaredChannel | null> {
  const kind = readKind<ChannelKind>(node, channelKinds, problems)
  if (kind === null) return null
  const given = readEntry(node, {settings: channelKeys(kind), others: ['kind', 'secret']}, problems)
  if (given === null) return null
  const driver = await context.channelDriver(kind)
  const settings = await problems.attempt(node, given, entry =>
    plain(driver.parseSettings(channelSettingsOfEntry({kind, entry, folder}))),
  )
  if (settings === null) return null
  const secretNode = childOf(node, 'secret')
  if (!secretNode || secretNode.value === null) return {name, kind, settings, secret: null}
  const secret = await problems.attempt(node, given, () =>
    about('secret', async () => {
      if (driver.secretPrompt(settings) === null)
        throw new RevschedError('usage', 'a channel with these settings has no secret', {
          hint: 'leave "secret" out',
        })
      const text = await readSecret('secret', secretNode, {...context, folder})
      driver.parseSecret(text, settings)
      return text
    }),
  )
  return secret === null ? null : {name, kind, settings, secret}
}
