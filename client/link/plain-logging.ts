/**
 * Stands in for lib0's logging in the build (vite.config.ts): Yjs says on the console what it finds wrong, in plain words.
 * The original colours them, and brings a library of schemas to every seat to do so.
 */
export const [ORANGE, RED, BOLD, UNBOLD] = ['', '', '', '']

// eslint-disable-next-line no-console -- what Yjs finds wrong is for developers
export const warn = (...words: readonly unknown[]): void => console.warn(...words)
export const print = warn
