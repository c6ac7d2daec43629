import type {ByteOutput} from './byte-output.js'

/**
 * Writes lines whole or not at all. What the output does not take is dropped and counted; the first line that fits again comes
 * after `notice`, which tells how many are missing. The end of a line that was cut in two is kept and goes first.
 */
export function wholeLines(output: ByteOutput, notice: (dropped: number) => string): (line: string) => void {
  let rest: Uint8Array = new Uint8Array(0)
  let dropped = 0
  /** False when the line was not even begun. */
  const put = (line: string): boolean => {
    if (rest.length > 0) rest = rest.subarray(output.offer(rest))
    if (rest.length > 0) return false
    const bytes = Buffer.from(line)
    const taken = output.offer(bytes)
    if (taken > 0) rest = bytes.subarray(taken)
    return taken > 0
  }
  return line => {
    if (dropped > 0 && put(notice(dropped))) dropped = 0
    if (dropped > 0 || !put(line)) dropped++
  }
}
