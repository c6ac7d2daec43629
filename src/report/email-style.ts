/*
 * Colours of a mail, in its elements themselves: Outlook and many others read nothing else. What can (Apple Mail, Thunderbird) takes those of
 * the dark scheme from the one style of the head; Gmail and Outlook turn the light ones over by themselves. Text has a contrast of at least
 * 4.5 on its background in both; bars and lines are mid-tones, seen on either.
 */
export const light = {
  page: '#ffffff',
  text: '#1a1d21',
  muted: '#5b6168',
  link: '#1a56b0',
  line: '#d5d9de',
  bar: '#3f7ad6',
  down: '#d9534a',
  up: '#3a9a55',
  milder: '#d07a1f',
  green: '#15692d',
  yellow: '#7a5600',
  red: '#b3261e',
} as const

export const font = 'font-family:Arial,Helvetica,sans-serif'

/** On a phone the page goes to the edges. */
export const mailStyle = `:root{color-scheme:light dark;supported-color-schemes:light dark}
@media (max-width:480px){.pad{padding:12px 10px!important}.num{padding-left:8px!important}}
@media (prefers-color-scheme:dark){.bg{background:#16181c!important}.tx{color:#e8eaed!important}.mu{color:#a9b0b9!important}.ln{color:#8ab4ff!important}.bd{border-color:#3a4048!important}.green{color:#6fd08c!important}.yellow{color:#f0c34a!important}.red{color:#ff8a80!important}}`
