/** The script that this page began with, which names its build. */
export const beganWith = () =>
  new URL(document.querySelector<HTMLScriptElement>('script[type=module][src]')?.src ?? '/', location.href).pathname
