export const channelKinds = ['slack', 'email', 'webhook', 'teams', 'file'] as const

export type ChannelKind = (typeof channelKinds)[number]

/** Reports of one review that a channel of kind file keeps, at most. */
export const mostKeptReports = 1000

/** Where digests go. `settings` is plain JSON without secrets; its shape belongs to the driver of that kind. */
export type Channel = {
  id: string
  userId: string
  /** Unique per user. */
  name: string
  kind: ChannelKind
  settings: Readonly<Record<string, unknown>>
  /** What may be shown of the place where its messages go: `https://hooks.slack.com/serv…`, `ann@acme.com and 2 more`. */
  target: string
  /** Why nothing is sent to it any more (its place answered that it is gone); null while it is in use. */
  disabledReason: string | null
  createdAt: Date
}
