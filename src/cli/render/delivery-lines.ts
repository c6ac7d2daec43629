import type {Delivery} from '../../domain/delivery/delivery.js'
import {defaultTemplate, templateOf} from '../../domain/delivery/digest-template.js'
import type {OwnerDigests} from '../../domain/delivery/owner-digests.js'
import type {ScheduledReview} from '../../domain/scheduled-review.js'
import {terminalText} from '../../report/escape.js'
import type {Paint} from '../../report/paint.js'

type Delivering = Pick<ScheduledReview, 'deliveryChannels' | 'deliverWhen' | 'ownerDigests'>

/** `pipeline, board; owners by mail, also at addresses of the CRM (on-change)`; null for a review whose digest goes nowhere. Texts as they came. */
export function deliveryText({deliveryChannels, deliverWhen, ownerDigests}: Delivering): string | null {
  const owners = ownerDigests === null ? [] : [ownersText(ownerDigests)]
  const all = deliveryChannels.length > 0 ? [deliveryChannels.join(', '), ...owners] : owners
  if (all.length === 0) return null
  return `${all.join('; ')}${deliverWhen === 'always' ? '' : ` (${deliverWhen})`}`
}

function ownersText({channel, addresses}: OwnerDigests): string {
  return `owners by ${channel}${addresses === 'crm' ? ', also at addresses of the CRM' : ''}`
}

/** `title "Pipeline on Monday"; changes, worst-deals; 5 rows; de-DE`: what differs from the default; null for nothing. Texts as they came. */
export function looksText({template, locale}: Pick<ScheduledReview, 'template' | 'locale'>): string | null {
  const {title, intro, sections, length} = templateOf(template)
  const texts = [
    title === null ? null : `title "${title}"`,
    intro === null ? null : `intro "${intro}"`,
    sections === defaultTemplate.sections ? null : sections.join(', '),
    length === defaultTemplate.length ? null : `${length} ${length === 1 ? 'row' : 'rows'}`,
    locale,
  ].filter(text => text !== null)
  return texts.length === 0 ? null : texts.join('; ')
}

/** Below the lines of a schedule. */
export function deliveryLines(review: Delivering): string {
  const text = deliveryText(review)
  return text === null ? '' : `  sends to  ${terminalText(text)}\n`
}

/** What needs nobody's attention is dim. */
export function deliveryPaint({status}: Delivery, paint: Paint): (text: string) => string {
  return status === 'sent' || status === 'skipped' ? paint.dim : paint.yellow
}
