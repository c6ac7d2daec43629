import * as z from 'zod/mini'
import {channelKinds} from '../../domain/delivery/channel.js'
import {addressSources} from '../../domain/delivery/owner-digests.js'
import {about, count, instant, maybeInstant, maybeText, named, text, texts, yes} from './parts.js'

/** One sending of one run to one target. */
export const delivery = named(
  'Delivery',
  z.object({
    id: text(),
    runId: text(),
    channelId: about('Null once the channel was removed', maybeText()),
    channel: text(),
    kind: z.enum(channelKinds),
    target: about('Shortened: no secret', text()),
    owner: about('Whose deals alone it tells; null for all', maybeText()),
    recipient: about("Instead of the channel's own recipients", maybeText()),
    status: z.enum([
      'pending',
      'sending',
      'sent',
      'partial',
      'failed',
      'unknown',
      'expired',
      'cancelled',
      'skipped',
    ]),
    attempts: count(),
    nextAttemptAt: maybeInstant(),
    expiresAt: instant(),
    idempotencyKey: about('The same at every attempt', text()),
    isRepeat: yes(),
    accepted: about('Recipients who have it', z.optional(texts())),
    refused: about('Recipients who were refused it, and why', z.optional(z.record(z.string(), z.string()))),
    lastError: maybeText(),
    sentAt: maybeInstant(),
    createdAt: instant(),
  }),
)

const wouldGetIt = z.object({
  wouldGetIt: z.array(
    z.object({
      channel: text(),
      owner: maybeText(),
      recipient: maybeText(),
      from: about('Where the address of an owner is from', z.optional(z.enum(addressSources))),
    }),
  ),
  left: z.array(z.object({channel: text(), owner: maybeText(), reason: text(), hint: z.optional(text())})),
})

/** `deliver`: what was sent, or with `--dry-run` who would get it. */
export const sent = z.union([z.array(delivery), wouldGetIt])
