import {driverOf} from '../delivery/all-channels.js'
import type {ChannelMessage, DigestTask} from '../domain/ports/channel-driver.js'

/** What the thread of messages executes: unpacking a review of a million deals would keep the daemon from its time. */
export async function makeMessage(task: DigestTask): Promise<ChannelMessage> {
  const driver = await driverOf(task.kind)
  return driver.render(task)
}
