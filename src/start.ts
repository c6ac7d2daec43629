// The first code that runs: small, without imports, so that an unsupported Node is told so before anything else loads,
// and `--version` answers at once.

declare const REVSCHED_VERSION: string

/** Kept in step with `engines` in package.json by a test. */
export function isSupportedNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 14) || major >= 23
}

/** Runs the command line of `process` and sets its exit code. */
export async function start(process: NodeJS.Process): Promise<void> {
  const version = process.versions.node
  if (!isSupportedNode(version)) {
    process.stderr.write(
      `revsched needs Node 20.19 or newer (or 22.14 or newer); this is Node ${version}. Install a newer Node and run it again.\n`,
    )
    process.exitCode = 1
    return
  }
  const [first, ...rest] = process.argv.slice(2)
  if ((first === '--version' || first === '-V') && rest.length === 0) {
    printVersion(process)
    return
  }
  const {main} = await import('./main.js')
  process.exitCode = await main(process, REVSCHED_VERSION)
}

/** A reader that went away is no error; a full disk is one, told in a line and by the exit code of `storage`. */
function printVersion(process: NodeJS.Process): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    process.exitCode = 10
    process.stderr.on('error', () => undefined)
    process.stderr.write(`error: cannot write the output: ${error.message}\n`)
  })
  process.stdout.write(`${REVSCHED_VERSION}\n`)
}
