/**
 * Stands in for lib0's BroadcastChannel in the build (vite.config.ts): what somebody writes goes to the server and nowhere
 * else, so the provider is opened without it (client/link/board.ts, `disableBc`).
 */
const nothing = (): void => undefined

export const [subscribe, unsubscribe, publish] = [nothing, nothing, nothing]
