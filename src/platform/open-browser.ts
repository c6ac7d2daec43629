import {spawn} from 'node:child_process'
import {pathToFileURL} from 'node:url'

type Host = {env: NodeJS.ProcessEnv; platform: NodeJS.Platform}

/**
 * Opens a page in the browser of whoever sits at this machine. False where there is none (a server, a login over SSH) or it cannot be
 * started: the caller shows the URL in any case. True says that a browser was asked, not that somebody sees the page.
 */
export async function openBrowser(url: string, host: Host = process): Promise<boolean> {
  // A file or the scheme of an application would be started by what opens pages.
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return false
  return hasBrowser(host) && ask(new URL(url), host)
}

/** The same of a page of our own on this machine. The browser of Windows does not know the files of a Linux within. */
export async function openPage(path: string, host: Host = process): Promise<boolean> {
  return hasBrowser(host) && !isLinuxInWindows(host.env) && ask(pathToFileURL(path), host)
}

function ask({href}: URL, host: Host): Promise<boolean> {
  const [file, ...args] = openerOf(host)
  return new Promise(resolve => {
    // Never through a shell: a URL holds "&". As Node writes it, it holds neither blanks nor quotes.
    const child = spawn(file, [...args, href], {
      env: openerEnvironment(host),
      stdio: 'ignore',
      // A browser that it starts outlives Ctrl-C here. On Windows, a group of its own would be a window of its own.
      detached: host.platform !== 'win32',
      windowsHide: true,
    })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}

/** Over SSH, a browser would open in front of somebody else, or of nobody. */
function hasBrowser({env, platform}: Host): boolean {
  if (env.SSH_CONNECTION || env.SSH_TTY || env.SSH_CLIENT) return false
  if (platform === 'darwin' || platform === 'win32') return true
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || isLinuxInWindows(env))
}

/** It has the browser of Windows, and starts the programs of Windows. */
function isLinuxInWindows(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.WSL_DISTRO_NAME)
}

/** The program of the system that opens a page, which comes as its last argument. */
function openerOf({env, platform}: Host): [string, ...string[]] {
  if (platform === 'darwin') return ['open']
  if (platform === 'win32' || isLinuxInWindows(env)) return ['rundll32.exe', 'url.dll,FileProtocolHandler']
  return ['xdg-open']
}

/**
 * What a browser that is started so needs: who and where somebody is, their desktop and language, proxies. It keeps it for as long as it
 * runs: a master key, a secret for one command or a token of another program is not for it.
 */
const needed =
  /^(PATH|HOME|USER|LOGNAME|SHELL|TMPDIR|LANG|LC_\w+|TZ|BROWSER|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS|DESKTOP_SESSION|(XDG|GNOME|KDE|GTK|QT|GDK|MOZ|WSL)_\w+|(HTTPS?|ALL|NO)_PROXY)$/i

/** Of Windows, which has them in any case. */
const neededInWindows =
  /^(SystemRoot|SystemDrive|windir|PATHEXT|ComSpec|USERNAME|USERPROFILE|HOMEDRIVE|HOMEPATH|(LOCAL)?APPDATA|ProgramData|ALLUSERSPROFILE|PUBLIC|(Common)?Program(Files|W6432)(\(x86\))?|TEMP|TMP)$/i

function openerEnvironment({env, platform}: Host): NodeJS.ProcessEnv {
  const isNeeded = (name: string) => needed.test(name) || (platform === 'win32' && neededInWindows.test(name))
  return Object.fromEntries(Object.entries(env).filter(([name]) => isNeeded(name)))
}
