import type {Ids} from '../domain/ports/ids.js'

/** UUID version 4, through the global: importing `node:crypto` would cost each command 3 ms, also those that make no id. */
export const randomIds: Ids = {next: () => crypto.randomUUID()}
