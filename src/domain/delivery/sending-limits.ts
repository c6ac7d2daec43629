/** So many deliveries leave a process at a time, each by another channel. */
export const deliveriesAtATime = 8

/** An attempt is over before: no lease has to be renewed. */
export const deliveryLeaseMs = 120_000
