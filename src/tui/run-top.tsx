import {render} from 'ink'
import {loadYoga} from 'yoga-layout/load'
import type {Overview} from '../app/overview.js'
import type {Terminal} from '../domain/ports/terminal.js'
import {DrawContext} from './components/lines.js'
import {noOutput, openSurface} from './surface.js'
import {TopApp} from './top-app.js'
import type {TopPorts} from './top-ports.js'

/**
 * Shows the reviews until somebody quits, and leaves the terminal as it was, whatever ends it; throws what did. `first` was read before, so
 * that a database that cannot be read is told on the screen that was there.
 */
export async function runTop(
  terminal: Terminal,
  {ports, first, signal}: {ports: TopPorts; first: Overview; signal: AbortSignal},
): Promise<void> {
  // Before Ink is used: build.mjs says why.
  await loadYoga()
  signal.throwIfAborted()
  const surface = openSurface(terminal)
  const {session} = surface
  let quit: () => void = () => undefined
  const done = new Promise<void>((resolve, reject) => {
    quit = resolve
    signal.addEventListener('abort', () => reject(signal.reason), {once: true})
  })
  try {
    const app = <TopApp ports={ports} first={first} surface={surface} quit={quit} />
    const instance = render(<DrawContext value={surface.draw}>{app}</DrawContext>, {
      stdout: noOutput(session),
      stdin: session.input,
      // Without what it does between frames of its own.
      debug: true,
      exitOnCtrlC: false,
      patchConsole: false,
    })
    try {
      await Promise.race([done, session.broken, instance.waitUntilExit()])
    } finally {
      instance.unmount()
    }
  } finally {
    session.close()
  }
}
