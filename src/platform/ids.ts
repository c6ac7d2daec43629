import {randomUUID} from 'node:crypto'
import type {Ids} from '../domain/ports/ids.js'

export const randomIds: Ids = {next: () => randomUUID()}
