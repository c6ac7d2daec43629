import {shownUrl} from '../domain/network/secret-url.js'
import {type PingTarget, packedTarget, pingPlace} from '../domain/ping/ping-target.js'
import type {SecretBox, SecretStore} from '../domain/ports/secret-box.js'
import type {SealedUrl} from '../domain/scheduled-review.js'
import {sealSecret} from './seal-secret.js'

/** Where the pings of a review go, as it is stored with it. */
export async function sealPing(
  ports: {secrets: SecretStore; box: SecretBox},
  target: PingTarget,
  reviewId: string,
): Promise<SealedUrl> {
  const sealed = await sealSecret(ports, packedTarget(target), pingPlace(reviewId))
  return {sealed, shown: shownUrl(target)}
}
