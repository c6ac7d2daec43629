import {Writable} from 'node:stream'
import {render} from 'ink'
import {loadYoga} from 'yoga-layout/load'
import type {Clock} from '../domain/ports/clock.js'
import type {LineTerminal} from '../domain/ports/terminal.js'
import type {Paint} from '../report/paint.js'
import type {RunSteps} from '../report/run-steps.js'
import {LiveBlock} from './live-block.js'
import {RunStepsView} from './run-steps-view.js'

type Watched = {steps: () => RunSteps; clock: Clock; paint: Paint; signal: AbortSignal}

/** Shows how far a run is until `signal` is aborted, which clears the lines at once. Keys are left to the terminal: Ctrl-C is a signal. */
export async function showRunSteps(
  terminal: LineTerminal,
  {steps, clock, paint, signal}: Watched,
): Promise<void> {
  // Before Ink is used: build.mjs says why.
  await loadYoga()
  if (signal.aborted) return
  const block = new LiveBlock(terminal)
  const size = () => ({columns: terminal.columns, rows: terminal.rows})
  const view = <RunStepsView steps={steps} clock={clock} size={size} paint={paint} />
  const instance = render(view, {
    stdout: framesFor(block, terminal),
    // Whole frames: how they get to their place, and that none is drawn where Ink takes this for CI, is left to us.
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: false,
  })
  signal.addEventListener('abort', () => {
    block.close()
    instance.unmount()
  })
}

/** Takes each frame as Ink writes it. */
function framesFor(block: LiveBlock, terminal: LineTerminal): NodeJS.WriteStream {
  const stream = new Writable({
    decodeStrings: false,
    write(frame: string, _encoding, done) {
      if (frame !== '') block.paint(frame.split('\n'))
      done()
    },
  })
  const size = {columns: {get: () => terminal.columns}, rows: {get: () => terminal.rows}}
  return Object.defineProperties(stream, size) as NodeJS.WriteStream
}
