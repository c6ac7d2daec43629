import type {CrmConnection} from '../../src/domain/crm-connection.js'
import type {ReviewListing} from '../../src/domain/ports/store.js'
import type {User} from '../../src/domain/user.js'

const createdAt = new Date('2025-03-01T09:00:00Z')

export function aUser(changes: Partial<User> = {}): User {
  return {id: 'user-1', name: 'ann', email: null, tier: 'team', createdAt, ...changes}
}

export function aConnection(changes: Partial<CrmConnection> = {}): CrmConnection {
  return {
    id: 'connection-1',
    userId: 'user-1',
    name: 'emea',
    kind: 'file',
    settings: {path: '/data/deals.csv'},
    lastCheckedAt: new Date('2025-04-01T09:00:00Z'),
    needsLogin: null,
    createdAt,
    ...changes,
  }
}

/** The review `weekly` of the connection `emea`: Mondays at 6:00 in New York. */
export function aListing(changes: Partial<ReviewListing> = {}): ReviewListing {
  return {
    id: 'review-1',
    userId: 'user-1',
    name: 'weekly',
    description: null,
    crmConnectionId: 'connection-1',
    schedule: '0 6 * * 1',
    timezone: 'America/New_York',
    timezoneCanonical: 'America/New_York',
    ruleset: 'recommended',
    filter: null,
    deliveryChannels: [],
    pingUrl: null,
    deliverWhen: 'always',
    template: null,
    ownerDigests: null,
    locale: null,
    overlap: 'skip',
    catchUp: 'latest',
    catchUpWindowMs: 43_200_000,
    splayMs: 0,
    timeoutMs: 600_000,
    maxRetries: 2,
    isActive: true,
    pausedReason: null,
    lastRunAt: null,
    nextRunAt: new Date('2025-04-07T10:00:00Z'),
    cursor: createdAt,
    createdAt,
    updatedAt: createdAt,
    connectionName: 'emea',
    connectionKind: 'file',
    connectionNeedsLogin: null,
    connectionUserId: 'user-1',
    isReadable: true,
    lastRun: null,
    ...changes,
  }
}
