import type {Channel} from '../domain/delivery/channel.js'
import {RevschedError} from '../domain/errors.js'
import type {ChannelDriver, ReceivedMessage} from '../domain/ports/channel-driver.js'
import type {Clock} from '../domain/ports/clock.js'
import type {ChannelStore} from '../domain/ports/delivery-store.js'
import type {SecretBox} from '../domain/ports/secret-box.js'
import {openedSecret} from './channel-secret.js'

type Ports = {
  channels: Pick<ChannelStore, 'channelSecret'>
  driver: Pick<ChannelDriver, 'problemWith'>
  box(): Promise<Pick<SecretBox, 'open'>>
  clock: Clock
}

/** Checks what a receiver got as it should itself. Throws `unhealthy` for what is not to be taken as a message of the channel. */
export async function verifyMessage(
  {channels, driver, box, clock}: Ports,
  {id, kind}: Channel,
  received: ReceivedMessage,
): Promise<void> {
  if (!driver.problemWith)
    throw new RevschedError('usage', `messages of a channel of kind "${kind}" have no signature of ours`, {
      hint: 'those of a webhook have: revsched channel list shows the kinds',
    })
  const secret = await openedSecret(box, {id, sealed: await channels.channelSecret(id)})
  const problem =
    secret === null ? 'the channel has no secret' : driver.problemWith(secret, received, clock.now())
  if (problem === null) return
  throw new RevschedError('unhealthy', `the message is not to be taken: ${problem}`, {
    hint: 'verify the bytes of the body as they came, not JSON that was parsed and written again: docs/delivery-webhook.md',
  })
}
