import type {ChannelKind} from '../delivery/channel.js'
import type {DeliveryOutcome, DeliveryState} from '../delivery/delivery.js'
import type {DigestTemplate} from '../delivery/digest-template.js'
import type {Run} from '../run/run.js'
import type {Dial, DialledPlace} from './dial.js'
import type {HttpClientOf} from './http-client.js'
import type {RunTrends} from './store.js'

type Settings = Readonly<Record<string, unknown>>

/** All that a message is made from, as plain data: it is sent to the thread that makes it. */
export type DigestTask = {
  kind: ChannelKind
  settings: Settings
  template: DigestTemplate
  run: Run
  /** The stored analysis of the run. */
  document: Uint8Array
  trends: RunTrends
  /** Whose deals alone it tells; null for all. */
  owner: string | null
  /** For numbers and dates, as Intl knows it; null for ISO dates and English numbers. */
  locale: string | null
  /** A sample that tells so: `channel test`. */
  isSample: boolean
}

/** A message as its driver sends it: plain JSON, and bytes. */
export type ChannelMessage = Readonly<Record<string, unknown>>

export type Sending = {
  settings: Settings
  /** As it was stored; null where the channel has none. */
  secret: string | null
  message: ChannelMessage
  /** Of the review and its run, for names of files and threads. */
  run: Pick<Run, 'id' | 'reviewName' | 'completedAt'>
  /** In place of the channel's own recipients; null for those. */
  recipient: string | null
  /** The same at every attempt. */
  key: string
  /** The recipients may have it already: it says so. */
  isRepeat: boolean
  /** Of the attempts before. */
  state: DeliveryState
  now: Date
}

/** What a receiver got; headers by their lower-case names. */
export type ReceivedMessage = {headers: Readonly<Record<string, string>>; body: Uint8Array}

/** What sending needs of the outside. */
export type ChannelPorts = {
  http: HttpClientOf
  dial: Dial
  /**
   * Writes a file whole or not at all, readable by the user alone, in the place of whatever has that name: a symbolic link is not
   * followed. Throws `storage`, with the system's error as its cause.
   */
  replaceFile(path: string, bytes: Uint8Array): Promise<void>
}

/** What one kind of channel needs to know and do; src/delivery has a file for each. */
export type ChannelDriver = {
  kind: ChannelKind
  /**
   * What a person has to give as secret, in words for the prompt; null for a kind that needs none. Where settings tell whose secret it is,
   * or where it is sent, the words name that: with another prompt, it is another secret.
   */
  secretPrompt(settings: Settings): string | null
  /** The settings as they are stored. Throws `usage` with the bad value, what is allowed and the flag. */
  parseSettings(given: Settings): Settings
  /** The secret as it is stored. Throws `usage`, without it. */
  parseSecret(given: string, settings: Settings): string
  /** What `parseSecret` made by itself and a person needs to know: shown when the channel is added, and never again; null for nothing. */
  shownOnce?(given: string, stored: string): string | null
  /** The stored secret as a person would give it to `parseSecret`; absent where that is the same text. */
  secretAsGiven?(stored: string): string
  /** Why a receiver is not to take this as a message of the channel; null where it is to. Absent for kinds that sign nothing. */
  problemWith?(secret: string, received: ReceivedMessage, now: Date): string | null
  /** What a person gives anew, together with what `parseSecret` made by itself before and they have not given; absent where it makes nothing. */
  withMade?(given: string, stored: string): string
  /** What may be shown and logged of where messages go. */
  targetOf(settings: Settings, secret: string | null): string
  /** Where it connects to, to see whether somebody is there; null without the secret that says where. Absent for what connects to nothing. */
  placeOf?(settings: Settings, secret: string | null): DialledPlace | null
  /** Pure; runs in a thread of its own. */
  render(task: DigestTask): ChannelMessage | Promise<ChannelMessage>
  /** One attempt, over within a minute. Everything that the other side does is an outcome; throws only the reason of `signal`. */
  send(sending: Sending, ports: ChannelPorts, signal: AbortSignal): Promise<DeliveryOutcome>
}
