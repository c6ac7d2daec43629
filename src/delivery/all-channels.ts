import type {ChannelKind} from '../domain/delivery/channel.js'
import type {ChannelDriver} from '../domain/ports/channel-driver.js'

/** Loaded when used: nodemailer alone is more than most commands. */
const drivers: Readonly<Record<ChannelKind, () => Promise<ChannelDriver>>> = {
  slack: async () => (await import('./slack.js')).slackDriver,
  email: async () => (await import('./email.js')).emailDriver,
  webhook: async () => (await import('./webhook.js')).webhookDriver,
  teams: async () => (await import('./teams.js')).teamsDriver,
  file: async () => (await import('./file.js')).fileDriver,
}

export function driverOf(kind: ChannelKind): Promise<ChannelDriver> {
  return drivers[kind]()
}
