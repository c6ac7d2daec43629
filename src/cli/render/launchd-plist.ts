import type {ServiceProgram} from '../service-file.js'

export const launchdLabel = 'revsched.daemon'

/** An agent of launchd, which runs while its owner is logged in. launchd neither rotates the log nor knows what is ready. */
export function launchdPlist(mark: string, program: ServiceProgram, logPath: string): string {
  const {nodePath, scriptPath, args, environment} = program
  const variables = Object.entries(environment).map(
    ([name, value]) => `    <key>${name}</key>\n    ${stringOf(value)}\n`,
  )
  const words = [nodePath, scriptPath, ...args].map(word => `    ${stringOf(word)}\n`)
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- ${mark}: it is replaced by the next one. -->
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${launchdLabel}</string>
  <key>ProgramArguments</key>
  <array>
${words.join('')}  </array>
  <key>EnvironmentVariables</key>
  <dict>
${variables.join('')}  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>30</integer>
  <key>ExitTimeOut</key>
  <integer>75</integer>
  <key>Umask</key>
  <integer>63</integer>
  <key>ProcessType</key>
  <string>Background</string>
  <key>StandardOutPath</key>
  ${stringOf(logPath)}
  <key>StandardErrorPath</key>
  ${stringOf(logPath)}
</dict>
</plist>
`
}

const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;'}

function stringOf(text: string): string {
  return `<string>${text.replace(/[&<>]/g, character => entities[character]!)}</string>`
}
