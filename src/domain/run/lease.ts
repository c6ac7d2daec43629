import type {Run} from './run.js'

/** A lease is void 8 s after its last renewal; it is renewed every 2 s (DESIGN section 6). */
export const leaseMs = 8000
export const renewEveryMs = 2000

/** This process, as it stands beside what it works on, and whether another one that stands there is alive. */
export type LeaseOwner = {lease: string; isAlive(leaseOwner: string): boolean}

/** Whether somebody still holds a run: the lease has not run out, and its owner is not known to be dead. */
export function isLeaseLive(
  {leaseOwner, leaseExpiresAt}: Pick<Run, 'leaseOwner' | 'leaseExpiresAt'>,
  now: Date,
  isOwnerAlive: (leaseOwner: string) => boolean,
): boolean {
  return leaseOwner !== null && leaseExpiresAt !== null && leaseExpiresAt > now && isOwnerAlive(leaseOwner)
}
