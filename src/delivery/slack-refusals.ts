/** `place`: where the message goes is gone. `access`: the way to it is, for all messages. */
type RefusalKind = 'place' | 'access' | 'failed' | 'retry' | 'unknown'

type SlackRefusal = {kind: RefusalKind; means: string}

const webhookGone = 'the webhook is gone or turned off; make a new one, and add the channel again'
const workspaceGone = 'the workspace is gone or turned off'
const archived = 'the channel is archived; bring it back, or choose another one'
const tokenGone = 'the token holds no more; install the app again, and add the channel with its new token'
const notAllowed = 'the rules of the workspace do not allow it; ask an administrator of Slack'
const ourFault = 'the message is at fault, which it should never be; please report it'
const later = 'Slack has a problem, which passes'
const tooMany = 'too many messages for now'

/** What Slack says instead of `ok`, over a webhook or the Web API, and what that means to who reads it. */
const refusals: Readonly<Record<string, readonly [RefusalKind, string]>> = {
  no_service: ['access', webhookGone],
  no_service_id: ['access', webhookGone],
  invalid_token: ['access', webhookGone],
  no_team: ['access', workspaceGone],
  team_disabled: ['access', workspaceGone],
  account_inactive: ['access', tokenGone],
  invalid_auth: ['access', tokenGone],
  not_authed: ['access', tokenGone],
  token_expired: ['access', tokenGone],
  token_revoked: ['access', tokenGone],
  not_allowed_token_type: ['access', 'the token is not that of a bot; add the channel again with one'],
  channel_not_found: [
    'place',
    'there is no such channel, or the app does not see it; /invite it there, or check the id',
  ],
  channel_is_archived: ['place', archived],
  is_archived: ['place', archived],
  not_in_channel: ['place', 'the app is not in the channel; type /invite and its name there'],
  user_not_found: ['place', 'there is no such user; check the id'],
  users_not_found: ['failed', 'nobody in the workspace has the address of the owner'],
  missing_scope: [
    'failed',
    'the app lacks a scope; add chat:write, and files:write for the CSV, and install it again',
  ],
  action_prohibited: ['failed', notAllowed],
  restricted_action: ['failed', notAllowed],
  restricted_action_read_only_channel: ['failed', notAllowed],
  restricted_action_thread_only_channel: ['failed', notAllowed],
  restricted_action_non_threadable_channel: ['failed', notAllowed],
  posting_to_general_channel_denied: ['failed', notAllowed],
  access_denied: ['failed', notAllowed],
  ekm_access_denied: ['failed', notAllowed],
  enterprise_is_restricted: ['failed', notAllowed],
  team_access_not_granted: ['failed', notAllowed],
  file_uploads_disabled: ['failed', notAllowed],
  file_uploads_except_images_disabled: ['failed', notAllowed],
  messages_tab_disabled: [
    'failed',
    'the app takes no direct messages; turn on the messages tab in its App Home',
  ],
  cannot_dm_bot: ['failed', 'the recipient is a bot; check the id'],
  invalid_blocks: ['failed', ourFault],
  invalid_blocks_format: ['failed', ourFault],
  msg_blocks_too_long: ['failed', ourFault],
  invalid_attachments: ['failed', ourFault],
  invalid_payload: ['failed', ourFault],
  invalid_arguments: ['failed', ourFault],
  msg_too_long: ['failed', ourFault],
  no_text: ['failed', ourFault],
  ratelimited: ['retry', tooMany],
  rate_limited: ['retry', tooMany],
  rollup_error: ['retry', later],
  internal_error: ['retry', later],
  service_unavailable: ['retry', later],
  request_timeout: ['retry', later],
  team_added_to_org: ['retry', 'the workspace is being moved, which passes'],
  // By Slack's own words a part of it may have been done.
  fatal_error: ['unknown', 'something broke on the side of Slack; look whether the message is there'],
}

/** Of a message that may go through as text alone. */
const ofBlocks = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'invalid_attachments',
])

export function isAboutBlocks(word: string): boolean {
  return ofBlocks.has(word)
}

/** `word` is one that Slack said; null for none that is known. */
export function slackRefusal(word: string): SlackRefusal | null {
  const known = Object.hasOwn(refusals, word) ? refusals[word] : undefined
  return known === undefined ? null : {kind: known[0], means: known[1]}
}
