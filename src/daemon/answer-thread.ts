import {type MessagePort, receiveMessageOnPort} from 'node:worker_threads'
import {errorOf, plainError} from '../domain/plain-error.js'
import type {CrmAccess} from '../domain/ports/crm-access.js'
import type {ReviewHooks, ReviewResult} from '../domain/ports/review-executor.js'
import {type Answer, type Ask, type FromThread, movable, type ToThread} from '../worker/thread-messages.js'

type LastWord = Extract<FromThread, {kind: 'done' | 'failed'}>

/**
 * Answers the thread; resolves or rejects with its last word. A thread that cannot be answered is stopped: it would wait for
 * ever, and no other review would get it.
 */
export function outcomeOf(
  port: MessagePort,
  {onProgress, previous, access}: ReviewHooks,
  {stopped, ended}: {stopped: AbortController; ended: AbortSignal},
): Promise<ReviewResult> {
  return new Promise((resolve, reject) => {
    const settle = (last: LastWord) =>
      last.kind === 'done' ? resolve(last.result) : reject(errorOf(last.error))
    const end = () => {
      const last = lastWord(port)
      if (last) settle(last)
      else reject(ended.reason)
    }
    if (ended.aborted) return end()
    ended.addEventListener('abort', end)
    port.on('message', (message: FromThread) => {
      if (message.kind === 'progress') onProgress?.(message.progress)
      else if (message.kind === 'ask-previous')
        tellPrevious(port, previous).catch(error => stopped.abort(error))
      else if (message.kind === 'ask') void tellAnswer(port, access, message)
      else settle(message)
    })
  })
}

/** What waits to be heard: the end of a thread, in its next review, may be known before this one's last word. */
function lastWord(port: MessagePort): LastWord | null {
  for (;;) {
    const waiting: {message: FromThread} | undefined = receiveMessageOnPort(port)
    if (!waiting) return null
    const {message} = waiting
    if (message.kind === 'done' || message.kind === 'failed') return message
  }
}

export async function tellPrevious(port: MessagePort, previous: ReviewHooks['previous']): Promise<void> {
  const stored = await previous()
  tell(port, {kind: 'previous', previous: stored}, stored ? movable(stored.document) : [])
}

async function tellAnswer(
  port: MessagePort,
  access: CrmAccess,
  {number, ask}: Extract<FromThread, {kind: 'ask'}>,
): Promise<void> {
  try {
    const answer = await answerTo(ask, access)
    tell(
      port,
      {kind: 'answer', number, answer},
      answer && 'document' in answer ? movable(answer.document) : [],
    )
  } catch (error) {
    tell(port, {kind: 'refusal', number, error: plainError(error)})
  }
}

async function answerTo(ask: Ask, access: CrmAccess): Promise<Answer[Ask['kind']]> {
  if (ask.kind === 'grant') return access.grant(ask.refused)
  if (ask.kind === 'kept') return access.keptRecords(ask.shape)
  if (ask.kind === 'keep') await access.keepRecords(ask.shape, ask.kept)
  if (ask.kind === 'permit') await access.permit(ask.rate)
  if (ask.kind === 'mark') await access.markLogin(ask.needsLogin)
  return null
}

export function tell(port: MessagePort, message: ToThread, transfer: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}
