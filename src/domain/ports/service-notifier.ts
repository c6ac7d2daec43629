/**
 * Tells whoever started the daemon (systemd) how it is. Without such a listener every call does nothing, so callers need not
 * ask. No call throws or waits for the listener, except that `ready` and `stopping` resolve when the message was handed over.
 */
export type ServiceNotifier = {
  /** How often `alive` has to be called, half of what the listener allows; null when it does not watch. */
  watchdogIntervalMs: number | null
  /** All is open, locked and computed; also after `reloading`. `status` is a line for `systemctl status`. */
  ready(status: string): Promise<void>
  status(text: string): void
  /**
   * What the daemon needs in order to be `alive` refuses, and it waits for that: the listener is asked to wait with it, for an hour
   * instead of killing it. `outageOver` takes that back.
   */
  outage(status: string): void
  outageOver(status: string): void
  /** Only after real progress: who hears nothing of this in time is killed and started again. */
  alive(): void
  /** The configuration is read again; `ready` follows, whether the new one was taken or not. */
  reloading(): void
  stopping(status: string): Promise<void>
}
