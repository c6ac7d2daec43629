type Host = {env: NodeJS.ProcessEnv; platform: NodeJS.Platform}

/**
 * Opens a page in the browser of whoever sits at this machine. False where there is none (a server, a login over SSH) or it cannot be
 * started: the caller shows the URL in any case. True says that a browser was asked, not that somebody sees the page.
 */
export async function openBrowser(url: string, host: Host = process): Promise<boolean> {
  // A file or the scheme of an application would be started by what opens pages.
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return false
  if (!hasBrowser(host)) return false
  const {default: open} = await import('open')
  try {
    const started = await open(url)
    started.on('error', () => undefined)
    return true
  } catch {
    return false
  }
}

/** Over SSH, a browser would open in front of somebody else, or of nobody. */
function hasBrowser({env, platform}: Host): boolean {
  if (env.SSH_CONNECTION || env.SSH_TTY || env.SSH_CLIENT) return false
  if (platform === 'darwin' || platform === 'win32') return true
  // Linux in Windows has the browser of Windows.
  return Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME)
}
