import type {Channel} from '../../domain/delivery/channel.js'
import type {ChannelDriver} from '../../domain/ports/channel-driver.js'
import {asksForAnother, shownOnce, whyUnfit} from '../channel-secret.js'
import {isSameText} from './same-text.js'
import type {SecretChange} from './setup-plan.js'

type Wish = {
  settings: Channel['settings']
  /** As a person gives it; null where none was given. */
  given: string | null
  before: {settings: Channel['settings']; secret: string | null} | null
}

/** `lacks` is why it cannot be as wished, and null where it can. */
export type ChannelOutcome = {change: SecretChange; target: string; lacks: string | null}

/** What a channel sends with from then on, and what may be shown of where. A stored secret never goes elsewhere than where it was given for. */
export function channelOutcome(driver: ChannelDriver, wish: Wish): ChannelOutcome {
  const {settings, given, before} = wish
  const stored = before?.secret ?? null
  if (driver.secretPrompt(settings) === null)
    return {
      change: {kind: stored === null ? 'kept' : 'none'},
      target: driver.targetOf(settings, null),
      lacks: null,
    }
  if (given !== null) return withGiven(driver, {settings, given, stored})
  return {change: {kind: 'kept'}, target: driver.targetOf(settings, stored), lacks: whyNotKept(driver, wish)}
}

type Given = {settings: Channel['settings']; given: string; stored: string | null}

function withGiven(driver: ChannelDriver, {settings, given, stored}: Given): ChannelOutcome {
  const whole = stored === null || !driver.withMade ? given : driver.withMade(given, stored)
  const secret = driver.parseSecret(whole, settings)
  const target = driver.targetOf(settings, secret)
  if (stored !== null && isSameText(stored, secret)) return {change: {kind: 'kept'}, target, lacks: null}
  const change: SecretChange = {kind: stored === null ? 'set' : 'replaced', text: secret}
  // Nobody would be shown it: what this prints ends in the log of a pipeline.
  const isMade = shownOnce(driver, {given: whole, secret}) !== null
  return {
    change,
    target,
    lacks: isMade ? 'its secret is the URL alone, without the one that signs messages' : null,
  }
}

function whyNotKept(driver: ChannelDriver, {settings, before}: Wish): string | null {
  if (before === null) return 'it needs a secret'
  if (before.secret === null || asksForAnother(driver, before.settings, settings))
    return 'with these settings it needs another secret'
  return whyUnfit(driver, before.secret, settings)
}
