import {userInfo} from 'node:os'

/** Name of the operating-system account; its number where it has no name (containers run as any number). */
export function osUser(): string {
  try {
    return userInfo().username
  } catch {
    return `uid-${process.getuid?.() ?? 0}`
  }
}
