import {shownUrl} from '../../domain/network/secret-url.js'
import {pingPlace, unpackedTarget} from '../../domain/ping/ping-target.js'
import type {SecretBox, SecretPlace, SecretStore} from '../../domain/ports/secret-box.js'
import type {SetupWrites} from '../../domain/ports/setup-store.js'
import type {ScheduledReview, SealedUrl} from '../../domain/scheduled-review.js'
import type {User} from '../../domain/user.js'
import {channelPlace} from '../channel-secret.js'
import {sealSecret} from '../seal-secret.js'
import {secretPlace} from '../secret-keepers.js'
import type {Change, ReviewChange, SecretChange, SetupPlan} from './setup-plan.js'

type Ports = {store: Pick<SecretStore, 'listSecrets'>; box: () => Promise<SecretBox>}

type Seal = (text: string, place: SecretPlace) => Promise<Uint8Array>

/** The plan as the store takes it, with the secrets sealed. */
export async function setupWrites({store, box}: Ports, actor: User, plan: SetupPlan): Promise<SetupWrites> {
  const seal: Seal = async (text, place) => sealSecret({secrets: store, box: await box()}, text, place)
  const [connections, channels, reviews] = [
    parted(plan.connections),
    parted(plan.channels),
    parted(plan.reviews),
  ]
  return {
    userId: actor.id,
    connections: {
      add: await each(connections.create, async ({after, secret}) => ({
        connection: after,
        secret: (await sealed(seal, secret, secretPlace(after.id))) ?? null,
      })),
      update: await each(connections.update, async ({before, after, secret}) => ({
        connection: after,
        expected: before.settings,
        ...changed(await sealed(seal, secret, secretPlace(after.id))),
      })),
      remove: connections.remove,
    },
    channels: {
      add: await each(channels.create, async ({after, secret}) => ({
        channel: after,
        secret: (await sealed(seal, secret, channelPlace(after.id))) ?? null,
      })),
      update: await each(channels.update, async ({before, after, secret}) => ({
        channel: after,
        expected: {settings: before.settings, target: before.target},
        ...changed(await sealed(seal, secret, channelPlace(after.id))),
      })),
      remove: channels.remove,
    },
    reviews: {
      add: await each(reviews.create, change => withPing(seal, change)),
      update: await each(reviews.update, async change => ({
        review: await withPing(seal, change),
        expectedUpdatedAt: change.before.updatedAt,
      })),
      remove: reviews.remove,
    },
  }
}

function parted<Before extends {id: string}, After>(changes: readonly Change<Before, After>[]) {
  return {
    create: changes.filter(change => change.action === 'create'),
    update: changes.filter(change => change.action === 'update'),
    remove: changes.flatMap(change => (change.action === 'remove' ? [change.before.id] : [])),
  }
}

/** One after the other: the first secret may make the key. */
async function each<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = []
  for (const item of items) made.push(await make(item))
  return made
}

/** Undefined for one that stays. */
async function sealed(
  seal: Seal,
  change: SecretChange,
  place: SecretPlace,
): Promise<Uint8Array | null | undefined> {
  if (change.kind === 'kept') return undefined
  return change.kind === 'none' ? null : seal(change.text, place)
}

function changed(secret: Uint8Array | null | undefined): {secret?: Uint8Array | null} {
  return secret === undefined ? {} : {secret}
}

async function withPing(
  seal: Seal,
  {after, secret}: Exclude<ReviewChange, {action: 'remove'}>,
): Promise<ScheduledReview> {
  // A copy of each of a hundred thousand would take longer than to write it.
  if (secret.kind === 'kept') return after
  const {connectionName: _, ...review} = after
  const pingUrl = await sealed(seal, secret, pingPlace(review.id))
  return pingUrl === undefined ? review : {...review, pingUrl: pingUrl && shownWith(pingUrl, secret)}
}

function shownWith(sealedUrl: Uint8Array, secret: SecretChange): SealedUrl | null {
  return 'text' in secret ? {sealed: sealedUrl, shown: shownUrl(unpackedTarget(secret.text))} : null
}
