/** A string (or number) that only its own maker functions can produce; the brand exists for the compiler alone. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name }
