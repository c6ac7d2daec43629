import type {Io, Output} from '../../src/cli/io.js'
import {plainPaint} from '../../src/report/paint.js'

export type Recorded = Output & {text(): string}

/** An output that keeps what is written to it. */
export function recordedOutput(options: {isTerminal?: boolean; width?: number} = {}): Recorded {
  const chunks: string[] = []
  return {
    isTerminal: options.isTerminal ?? false,
    width: options.width ?? 100,
    paint: plainPaint,
    async write(text) {
      if (typeof text === 'string') chunks.push(text)
      else for (const chunk of text) chunks.push(chunk)
    },
    text: () => chunks.join(''),
  }
}

export function recordedIo(): Io & {out: Recorded; err: Recorded} {
  return {out: recordedOutput(), err: recordedOutput()}
}
