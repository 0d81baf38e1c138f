import type { components } from './openapi';

type Schemas = components['schemas'];

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: Frozen<T[Name]> }
    : T;

/** A type of the host's own description, as the pages hold it: never written to. */
export type Shape<Name extends keyof Schemas> = Frozen<Schemas[Name]>;

/**
 * The same with members that the description leaves as plain text said more exactly. A member that the description does not have any more
 * becomes `never`, so that its readers no longer compile.
 */
export type Exact<T, Members> = Omit<T, keyof Members> & { [Name in keyof Members]: Name extends keyof T ? Members[Name] : never };
