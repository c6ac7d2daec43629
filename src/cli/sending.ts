import type {SendPorts} from '../app/send-delivery.js'
import type {Database} from '../domain/ports/store.js'
import type {CommandContext} from './context.js'

/** What sends the deliveries of a database from this process, which makes its messages itself. */
export function sendPorts(context: CommandContext, database: Database): SendPorts {
  return {
    store: database,
    box: context.secretBox,
    driverOf: context.channelDriver,
    render: async task => (await context.channelDriver(task.kind)).render(task),
    channelPorts: context.channelPorts,
    clock: context.clock,
    random: context.host.random,
  }
}
